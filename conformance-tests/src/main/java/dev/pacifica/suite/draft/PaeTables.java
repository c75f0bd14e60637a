package dev.pacifica.suite.draft;

import dev.pacifica.suite.fixture.Fixture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** PAE paging for a guest outside long mode: four pointers to the fixture's page directories, which map the first 4 GiB to themselves. */
public final class PaeTables {
    public static final long POINTERS = 0x109_0000;
    private static final long PAE = 0x20;

    private PaeTables() {}

    /** The guest with CR3 and CR4 for these tables; whether it has paging on is its own business. */
    public static Guest guest(Guest guest) {
        guest.fields().put("CR3", POINTERS);
        guest.fields().put("CR4", PAE);
        return guest;
    }

    /** Puts the pointers into memory. */
    public static Draft install(Draft draft) {
        ByteBuffer pointers = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 4; i++) {
            pointers.putLong(Fixture.PAGE_DIRECTORIES + (long) i * Fixture.PAGE_SIZE | 1);
        }
        return draft.data(POINTERS, pointers.array());
    }
}

package dev.pacifica.suite.explain;

import dev.pacifica.suite.fixture.Fixture;
import dev.pacifica.suite.vector.Vector;
import dev.pacifica.suite.vector.Vector.MemoryContent;
import dev.pacifica.suite.vector.Vector.VmcbContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Names for the addresses of a vector: its program, VMCBs and memory, and what the fixture keeps. */
public final class Places {
    private record Place(String name, long from, long length) {}

    private final List<Place> places = new ArrayList<>();

    public Places(Vector vector) {
        add("end", Fixture.END, 1);
        for (int exception = 0; exception < 256; exception++) {
            add("handler of exception " + exception, Fixture.exceptionAddress(exception), 1);
        }
        add("host program", vector.program().at(), vector.program().bytes().length());
        for (VmcbContent vmcb : vector.vmcbs()) {
            add(vector.vmcbs().size() == 1 ? "VMCB" : "VMCB 0x%x".formatted(vmcb.at()), vmcb.at(), Fixture.PAGE_SIZE);
        }
        long codes = vector.memory().stream().filter(one -> one.bits() != 0).count();
        for (MemoryContent memory : vector.memory()) {
            String kind = memory.bits() != 0 ? "guest code" : "data";
            boolean isOnly = memory.bits() != 0 ? codes == 1 : vector.memory().size() - codes == 1;
            add(
                    isOnly ? kind : "%s 0x%x".formatted(kind, memory.at()),
                    memory.at(),
                    memory.bytes().length());
        }
        add("host stack", Fixture.HOST_STACK_TOP - Fixture.PAGE_SIZE, Fixture.PAGE_SIZE);
        add("GDT", Fixture.GDT, Fixture.GDT_LIMIT + 1L);
        add("IDT", Fixture.IDT, Fixture.PAGE_SIZE);
        add("TSS", Fixture.TSS, Fixture.TSS_LIMIT + 1L);
        add("page tables", Fixture.PML4, Fixture.EXCEPTION_STACK - Fixture.PML4);
        add("exception stack", Fixture.EXCEPTION_STACK, Fixture.PAGE_SIZE);
        add("host save area", Fixture.HOST_SAVE_AREA, Fixture.PAGE_SIZE);
    }

    /** What lies at {@code address}, with the distance from its start: {@code guest code+0x3}. */
    public Optional<String> at(long address) {
        for (Place place : places) {
            long distance = address - place.from();
            if (distance >= 0 && distance < place.length()) {
                return Optional.of(distance == 0 ? place.name() : "%s+0x%x".formatted(place.name(), distance));
            }
        }
        return Optional.empty();
    }

    private void add(String name, long from, long length) {
        places.add(new Place(name, from, length));
    }
}

package dev.pacifica.suite.draft.shadow;

import dev.pacifica.suite.draft.Descriptors;
import dev.pacifica.suite.draft.Draft;
import dev.pacifica.suite.vector.Vector.Level;
import java.util.Map;

/**
 * A hypervisor in a hundred instructions. The guest's physical memory lies at {@link #MEMORY}; its page tables (32-bit, or none while its
 * CR0.PG is clear) are shadowed by tables that are filled at page faults. Pages that the guest uses as tables are read-only in the
 * shadow: what it writes there is written for it, and the shadow emptied. Pages that are not dirty yet are read-only as well. Accessed and
 * dirty bits are set in the guest's tables, and faults that are the guest's own are given to it.
 *
 * <p>R13, R14 and R15 hold CR4, CR0 and CR3 as the guest believes them to be; R8 to R15 are not visible to guests outside 64-bit mode.
 * A guest moves control registers through EAX, invalidates at [EAX], and writes its tables by MOV [EDI], ECX. The shadow reaches 40h pages
 * of each of the first four 4 MB of linear addresses.
 */
final class ShadowHypervisor {
    /** Where the guest's physical address 0 is. */
    static final long MEMORY = 0x110_0000;

    static final long SHADOW_DIRECTORY = 0x10A_0000;
    private static final long SHADOW_TABLES = 0x10A_1000;
    /** A byte for each frame of the guest: whether it is used as a table. */
    private static final long TABLES = 0x10B_0000;

    private static final int BUDGET = 20_000;
    private static final long INVLPG = 1 << 25;
    private static final long PG_AND_WP = 0x8001_0000L;

    private static final String PROGRAM = """
            run: vmrun
            mov byte [rax+0x5c], 0
            mov r9d, [rax+0x70]
            cmp r9d, 0x4e
            je fault
            cmp r9d, 0x79
            je invalidate
            cmp r9d, 0x00
            je read_cr0
            cmp r9d, 0x03
            je read_cr3
            cmp r9d, 0x10
            je write_cr0
            cmp r9d, 0x13
            je write_cr3
            cmp r9d, 0x14
            je write_cr4
            mov r10d, 0
            mov r11d, 0
            mov r12d, 0
            jmp end
            read_cr0: mov [rax+0x5f8], r14
            jmp skip
            read_cr3: mov [rax+0x5f8], r15
            jmp skip
            write_cr0: mov r14d, [rax+0x5f8]
            mov r10d, r14d
            or r10d, 0x80010000
            mov [rax+0x558], r10
            jmp emptied
            write_cr3: mov r15d, [rax+0x5f8]
            mov r10d, r15d
            shr r10d, 12
            mov byte [r10+TABLES], 1
            jmp emptied
            write_cr4: mov r13d, [rax+0x5f8]
            emptied: call empty
            skip: add qword [rax+0x578], 3
            jmp run
            invalidate: mov r9d, [rax+0x5f8]
            call slot
            mov dword [r10*4+SHADOW], 0
            push rax
            push rcx
            mov rax, r9
            mov ecx, 1
            invlpga
            pop rcx
            pop rax
            jmp skip
            fault: mov r9, [rax+0x80]
            mov r12d, r9d
            or r12d, 3
            bt r14d, 31
            jnc place
            mov r10d, r9d
            shr r10d, 22
            lea r10d, [r15+r10*4]
            mov r11d, [r10+MEMORY]
            test r11d, 1
            jz absent
            or dword [r10+MEMORY], 0x20
            mov r12d, r11d
            and r11d, -4096
            mov r10d, r11d
            shr r10d, 12
            cmp byte [r10+TABLES], 0
            jne known
            mov byte [r10+TABLES], 1
            call empty
            known: mov r10d, r9d
            shr r10d, 12
            and r10d, 0x3ff
            lea r10d, [r11+r10*4]
            mov r11d, [r10+MEMORY]
            test r11d, 1
            jz absent
            and r12d, r11d
            test byte [rax+0x78], 2
            jz reads
            test r12d, 2
            jz denied
            or dword [r10+MEMORY], 0x60
            jmp permitted
            reads: or dword [r10+MEMORY], 0x20
            test dword [r10+MEMORY], 0x40
            jnz permitted
            and r12d, -3
            permitted: and r12d, 3
            and r11d, -4096
            or r12d, r11d
            place: mov r10d, r12d
            shr r10d, 12
            cmp byte [r10+TABLES], 0
            je fill
            test byte [rax+0x78], 2
            jnz emulate
            and r12d, -3
            fill: call slot
            and r12d, -4093
            add r12d, MEMORY
            mov [r10*4+SHADOW], r12d
            mov r10, [rax+0x88]
            bt r10d, 31
            jnc run
            mov r11d, r10d
            shr r11d, 8
            and r11d, 7
            cmp r11d, 4
            je run
            mov [rax+0xa8], r10
            jmp run
            emulate: and r12d, -4096
            and r9d, 0xfff
            mov [r12+r9+MEMORY], ecx
            call empty
            add qword [rax+0x578], 2
            jmp run
            absent: mov r10d, [rax+0x78]
            and r10d, -2
            jmp inject
            denied: mov r10d, [rax+0x78]
            or r10d, 1
            inject: shl r10, 32
            mov r11d, 0x80000b0e
            or r10, r11
            mov [rax+0xa8], r10
            mov [rax+0x640], r9
            jmp run
            slot: mov r10d, r9d
            shr r10d, 12
            mov r11d, r10d
            and r11d, 0x3f
            and r10d, 0xc00
            add r10d, r11d
            ret
            empty: push rax
            push rcx
            push rdx
            push rdi
            mov edi, SHADOW
            mov edx, 4
            xor eax, eax
            table: mov ecx, 0x20
            rep stosq
            add rdi, 0xf00
            dec edx
            jnz table
            pop rdi
            pop rdx
            pop rcx
            pop rax
            mov byte [rax+0x5c], 1
            ret""";

    private ShadowHypervisor() {}

    /**
     * Makes it the host of a guest.
     *
     * @param fields the guest's VMCB; its CR0 is what the guest believes
     */
    static Draft of(String id, Map<String, Long> fields) {
        Draft draft = new Draft("shadow-paging/" + id, Level.INTERCEPT)
                .vmcb(Draft.VMCB, fields)
                .host(PROGRAM.replace("TABLES", "0x%x".formatted(TABLES))
                        .replace("SHADOW", "0x%x".formatted(SHADOW_TABLES))
                        .replace("MEMORY", "0x%x".formatted(MEMORY))
                        .split("\n"))
                .budget(BUDGET)
                .gpr("rax", Draft.VMCB)
                .gpr("r14", fields.getOrDefault("CR0", 0L))
                .gpr("r15", 0)
                .gpr("r13", 0)
                .touches(TABLES)
                .unspecified("event-injection-consumed")
                .set("CR3", SHADOW_DIRECTORY)
                .setBits("CR0", PG_AND_WP)
                .setBits("INTERCEPT_3", INVLPG)
                .set("INTERCEPT_CR_READ", 0x9)
                .set("INTERCEPT_CR_WRITE", 0x19);
        for (int i = 0; i < 4; i++) {
            long table = SHADOW_TABLES + 0x1000L * i;
            draft.data(SHADOW_DIRECTORY + 4L * i, Descriptors.doublewords(table | 0x23))
                    .touches(table);
        }
        return draft;
    }
}

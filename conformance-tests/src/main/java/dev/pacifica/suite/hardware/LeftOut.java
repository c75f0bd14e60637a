package dev.pacifica.suite.hardware;

import dev.pacifica.model.decode.Operation;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The instructions that no snippet has, and why. */
final class LeftOut {
    /** From here on the operations work with the state of x87, MMX and SSE. */
    private static final Operation FIRST_OF_MEDIA = Operation.FWAIT;

    private LeftOut() {}

    private record Group(String reason, List<Operation> operations) {}

    private static final List<Group> GROUPS = List.of(
            new Group(
                    "reads a value that two processors do not share",
                    List.of(
                            Operation.CPUID,
                            Operation.RDTSC,
                            Operation.RDTSCP,
                            Operation.RDPRU,
                            Operation.RDPMC,
                            Operation.RDPID,
                            Operation.RDRAND,
                            Operation.RDSEED,
                            Operation.XGETBV)),
            new Group(
                    "talks to the kernel",
                    List.of(Operation.SYSCALL, Operation.SYSENTER, Operation.INTN, Operation.ICEBP, Operation.VMMCALL)),
            new Group(
                    "the kernel answers for the processor where UMIP forbids it",
                    List.of(Operation.SGDT, Operation.SIDT, Operation.SLDT, Operation.STR, Operation.SMSW)),
            new Group(
                    "gives #UD or #GP by what the kernel, or a hypervisor under it, has enabled",
                    List.of(
                            Operation.VMRUN,
                            Operation.VMLOAD,
                            Operation.VMSAVE,
                            Operation.STGI,
                            Operation.CLGI,
                            Operation.SKINIT,
                            Operation.INVLPGA,
                            Operation.XSETBV,
                            Operation.SYSEXIT,
                            Operation.WBNOINVD)),
            new Group("waits for something that may not come", List.of(Operation.MONITORX, Operation.MWAITX)),
            new Group(
                    "changes segment bases that the runner does not carry",
                    List.of(Operation.RDFSBASE, Operation.RDGSBASE, Operation.WRFSBASE, Operation.WRGSBASE)),
            new Group(
                    "stands for what the model does not have",
                    List.of(
                            Operation.NOT_MODELLED,
                            Operation.NOT_MODELLED_X87,
                            Operation.NOT_MODELLED_MMX,
                            Operation.NOT_MODELLED_SSE)));

    /** Every operation that is left out, with the reason. */
    static Map<Operation, String> reasons() {
        Map<Operation, String> reasons = new EnumMap<>(Operation.class);
        for (Group group : GROUPS) {
            group.operations.forEach(operation -> reasons.put(operation, group.reason));
        }
        for (Operation operation : Operation.values()) {
            if (operation.compareTo(FIRST_OF_MEDIA) >= 0) {
                reasons.put(operation, "works with the state of x87, MMX and SSE, which the runner does not carry");
            }
        }
        return reasons;
    }
}

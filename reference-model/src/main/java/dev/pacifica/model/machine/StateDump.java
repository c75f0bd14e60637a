package dev.pacifica.model.machine;

import dev.pacifica.model.event.DeliveryEntry;
import dev.pacifica.model.state.Cpu;
import dev.pacifica.model.state.Rflags;
import dev.pacifica.model.state.SegmentRegister;
import dev.pacifica.model.state.TableRegister;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The state of a machine at the end of a run, on one screen: at most 40 lines of 100 columns. */
public final class StateDump {
    private static final int COLUMNS = 100;
    private static final String[] REGISTERS = {
        "RAX", "RCX", "RDX", "RBX", "RSP", "RBP", "RSI", "RDI", "R8 ", "R9 ", "R10", "R11", "R12", "R13", "R14", "R15"
    };
    private static final Map<String, Long> FLAGS = new LinkedHashMap<>();

    static {
        FLAGS.put("ID", Rflags.ID);
        FLAGS.put("VIP", Rflags.VIP);
        FLAGS.put("VIF", Rflags.VIF);
        FLAGS.put("AC", Rflags.AC);
        FLAGS.put("VM", Rflags.VM);
        FLAGS.put("RF", Rflags.RF);
        FLAGS.put("NT", Rflags.NT);
        FLAGS.put("OF", Rflags.OF);
        FLAGS.put("DF", Rflags.DF);
        FLAGS.put("IF", Rflags.IF);
        FLAGS.put("TF", Rflags.TF);
        FLAGS.put("SF", Rflags.SF);
        FLAGS.put("ZF", Rflags.ZF);
        FLAGS.put("AF", Rflags.AF);
        FLAGS.put("PF", Rflags.PF);
        FLAGS.put("CF", Rflags.CF);
    }

    private final Machine machine;
    private final Cpu cpu;
    private final List<String> lines = new ArrayList<>();

    private StateDump(Machine machine) {
        this.machine = machine;
        this.cpu = machine.cpu();
    }

    /** Whether a run that ended so leaves one wondering: all reasons but those that someone asked for. */
    public static boolean isWorthwhile(StopReason reason) {
        return reason != StopReason.STOP_ADDRESS && reason != StopReason.DEVICE;
    }

    /**
     * The lines.
     *
     * @param machine after the run
     * @param result how it ended
     * @param last what it did last
     */
    public static List<String> lines(Machine machine, RunResult result, LastInstructions last) {
        StateDump dump = new StateDump(machine);
        dump.reason(result, last.events());
        dump.registers();
        dump.segments();
        dump.control();
        dump.lines.add(last.list().isEmpty() ? "no instruction was executed" : "last instructions:");
        last.list().forEach(one -> dump.add("  " + one));
        return List.copyOf(dump.lines);
    }

    private void add(String line) {
        lines.add(line.length() > COLUMNS ? line.substring(0, COLUMNS - 1) + "…" : line);
    }

    private void reason(RunResult result, List<DeliveryEntry> events) {
        String steps = result.steps() == 1 ? "step" : "steps";
        String text = "ended after %d %s: %s".formatted(result.steps(), steps, why(result));
        while (text.length() > COLUMNS) { // the bytes that are not modelled come last, and count most
            int cut = text.lastIndexOf(' ', COLUMNS);
            add(text.substring(0, cut));
            text = "  " + text.substring(cut + 1);
        }
        add(text);
        if (!events.isEmpty()) {
            add("events of the last step: "
                    + events.stream().map(StateDump::words).collect(Collectors.joining(", ")));
        }
        String conditions = (cpu.gif ? "" : ", GIF 0")
                + (cpu.interruptShadow ? ", interrupt shadow" : "")
                + (cpu.nmiBlocked ? ", NMI blocked" : "");
        boolean inGuest = machine.execution().interception().inGuest();
        add("%s, %s, CPL %d, ASID %d%s"
                .formatted(inGuest ? "guest" : "host", LastInstructions.mode(cpu), cpu.cpl, cpu.asid, conditions));
    }

    private static String why(RunResult result) {
        return switch (result.reason()) {
            case SHUTDOWN -> "the processor has shut down";
            case HALTED -> "HLT, and nothing is pending that could end it";
            case BUDGET -> "no more steps were allowed";
            case STOP_ADDRESS -> "a stop address is reached";
            case DEVICE, NOT_MODELLED -> result.detail();
        };
    }

    private static String words(DeliveryEntry event) {
        if (event instanceof DeliveryEntry.Raised raised) {
            String code = raised.exception().hasErrorCode() ? "(%Xh)".formatted(raised.errorCode()) : "";
            return "#" + raised.exception() + code;
        }
        if (event instanceof DeliveryEntry.DoubleFault) {
            return "double fault";
        }
        return event instanceof DeliveryEntry.ShutDown ? "shutdown" : "delivered";
    }

    private void registers() {
        for (int n = 0; n < 16; n += 4) {
            StringBuilder line = new StringBuilder();
            for (int i = n; i < n + 4; i++) {
                line.append(i == n ? "" : " ").append("%s %016X".formatted(REGISTERS[i], cpu.gpr[i]));
            }
            add(line.toString());
        }
        String set = FLAGS.entrySet().stream()
                .filter(flag -> cpu.isSet(flag.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(" "));
        add("RIP %016X RFLAGS %08X IOPL %d %s"
                .formatted(cpu.rip, cpu.rflags, cpu.iopl(), set)
                .stripTrailing());
    }

    private void segments() {
        add(segment("ES", cpu.es) + "   " + segment("CS", cpu.cs));
        add(segment("SS", cpu.ss) + "   " + segment("DS", cpu.ds));
        add(segment("FS", cpu.fs) + "   " + segment("GS", cpu.gs));
        add(segment("LDTR", cpu.ldtr) + "   " + segment("TR", cpu.tr));
        add(table("GDTR", cpu.gdtr) + "   " + table("IDTR", cpu.idtr));
    }

    /** Selector, attributes as in a VMCB, limit, base. */
    private static String segment(String name, SegmentRegister register) {
        return "%-4s %04X %03X %08X %016X"
                .formatted(name, register.selector, register.attributes, register.limit, register.base);
    }

    private static String table(String name, TableRegister register) {
        return "%-4s          %08X %016X".formatted(name, register.limit, register.base);
    }

    private void control() {
        add("CR0 %08X CR2 %016X CR3 %016X CR4 %08X CR8 %X EFER %08X"
                .formatted(cpu.cr0, cpu.cr2, cpu.cr3, cpu.cr4, cpu.cr8, cpu.efer));
        add("DR0 %016X DR1 %016X DR2 %016X DR3 %016X".formatted(cpu.dr[0], cpu.dr[1], cpu.dr[2], cpu.dr[3]));
        add("DR6 %08X DR7 %08X".formatted(cpu.dr6, cpu.dr7));
    }
}

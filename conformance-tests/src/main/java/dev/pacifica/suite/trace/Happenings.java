package dev.pacifica.suite.trace;

import dev.pacifica.model.event.DeliveryEntry;
import dev.pacifica.model.event.EventType;
import dev.pacifica.model.execute.AccessEntry;
import dev.pacifica.model.machine.Fetched;
import dev.pacifica.model.paging.PagingEntry;
import dev.pacifica.model.paging.PagingFormat;
import dev.pacifica.model.paging.WalkResult;
import dev.pacifica.model.rule.StepLog;
import dev.pacifica.model.svm.WorldSwitchEntry;
import dev.pacifica.suite.explain.Meaning;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Puts the entries of the model's log into words. */
final class Happenings {
    private static final String[] LEVELS = {"", "PTE", "PDE", "PDPE", "PML4E", "PML5E"};

    private Happenings() {}

    /** The entry in words; nothing for those that a step shows in another way. */
    static Optional<Happening> of(StepLog.Entry entry) {
        if (entry instanceof Fetched) {
            return Optional.empty();
        }
        if (entry instanceof PagingEntry paging) {
            return Optional.of(paging(paging));
        }
        if (entry instanceof DeliveryEntry delivery) {
            return Optional.of(delivery(delivery));
        }
        if (entry instanceof WorldSwitchEntry worldSwitch) {
            return Optional.of(worldSwitch(worldSwitch));
        }
        return Optional.of(access((AccessEntry) entry));
    }

    private static Happening paging(PagingEntry entry) {
        if (entry instanceof PagingEntry.Walk walk) {
            return walk(walk);
        }
        if (entry instanceof PagingEntry.FlushedAsid flushed) {
            return new Words("flush")
                    .field("asid", flushed.asid())
                    .field("global", flushed.globalToo() ? "true" : "false")
                    .text("TLB: forgets ASID %d%s", flushed.asid(), flushed.globalToo() ? "" : " but for global pages");
        }
        if (entry instanceof PagingEntry.Invalidated page) {
            return new Words("flush")
                    .field("asid", page.asid())
                    .field("linear", page.linear())
                    .text("TLB: forgets the page of 0x%x, ASID %d", page.linear(), page.asid());
        }
        return new Words("flush").text("TLB: forgets everything");
    }

    private static Happening walk(PagingEntry.Walk walk) {
        Words words = new Words("walk")
                .field("access", words(walk.access()))
                .field("asid", walk.asid())
                .field("linear", walk.linear());
        StringBuilder way = new StringBuilder();
        for (PagingEntry.Visit visit : walk.visits()) {
            String level = LEVELS[visit.level()];
            words.field(level + ".at", visit.at()).field(level, visit.before());
            way.append("%s%s@0x%x=0x%x".formatted(way.isEmpty() ? "" : ", ", level, visit.at(), visit.before()));
            if (visit.after() != visit.before()) {
                words.field(level + ".after", visit.after());
                way.append(" set to 0x%x".formatted(visit.after()));
            }
        }
        String result;
        if (walk.result() instanceof WalkResult.PageFault fault) {
            words.field("errorCode", fault.errorCode());
            result = "#PF 0x%x (%s)".formatted(fault.errorCode(), Meaning.pageFaultCode(fault.errorCode()));
        } else {
            WalkResult.Mapped mapped = (WalkResult.Mapped) walk.result();
            words.field("physical", mapped.spa()).field("pageSize", 1L << mapped.pageShift());
            result = "0x%x (page of %s)".formatted(mapped.spa(), size(mapped.pageShift()));
        }
        return words.text(
                "walk: %s 0x%x, ASID %d, %s: %s -> %s",
                words(walk.access()), walk.linear(), walk.asid(), format(walk.format()), way, result);
    }

    private static Happening delivery(DeliveryEntry entry) {
        if (entry instanceof DeliveryEntry.Raised raised) {
            Words words = new Words("exception")
                    .field("vector", raised.exception().number())
                    .field("errorCode", raised.errorCode());
            String text = Meaning.exception(raised.exception().number());
            if (raised.exception().hasErrorCode()) {
                text += ", error code 0x%x".formatted(raised.errorCode());
            }
            if (raised.exception().name().equals("PF")) {
                words.field("linear", raised.address());
                text += " (%s), at 0x%x".formatted(Meaning.pageFaultCode(raised.errorCode()), raised.address());
            }
            return words.text("exception: %s", text);
        }
        if (entry instanceof DeliveryEntry.DoubleFault doubled) {
            return new Words("doubleFault")
                    .field("first", doubled.first())
                    .field("second", doubled.second().number())
                    .text(
                            "double fault: %s while %s was being delivered",
                            Meaning.exception(doubled.second().number()), Meaning.exception(doubled.first()));
        }
        if (entry instanceof DeliveryEntry.Delivered delivered) {
            Words words =
                    new Words("delivery").field("type", words(delivered.type())).field("vector", delivered.vector());
            if (delivered.hasErrorCode()) {
                words.field("errorCode", delivered.errorCode());
            }
            return words.field("fromCs", delivered.fromCs())
                    .field("returnRip", delivered.returnRip())
                    .field("toCs", delivered.toCs())
                    .field("toRip", delivered.toRip())
                    .text(
                            "delivery: %s%s, from %04x:%x to %04x:%x",
                            event(delivered.type(), delivered.vector()),
                            delivered.hasErrorCode() ? ", error code 0x%x".formatted(delivered.errorCode()) : "",
                            delivered.fromCs(),
                            delivered.returnRip(),
                            delivered.toCs(),
                            delivered.toRip());
        }
        return new Words("shutdown").text("shutdown");
    }

    private static Happening worldSwitch(WorldSwitchEntry entry) {
        if (entry instanceof WorldSwitchEntry.Vmrun vmrun) {
            return new Words("vmrun").field("vmcb", vmrun.vmcb()).text("VMRUN: VMCB at 0x%x", vmrun.vmcb());
        }
        if (entry instanceof WorldSwitchEntry.Illegal illegal) {
            return new Words("illegal")
                    .field("rule", illegal.rule().id())
                    .field("tolerated", Boolean.toString(illegal.isTolerated()))
                    .field("what", illegal.illegal())
                    .text(
                            "%s: %s: %s",
                            illegal.isTolerated() ? "illegal, but tolerated" : "illegal",
                            illegal.rule().id(),
                            illegal.illegal());
        }
        if (entry instanceof WorldSwitchEntry.Entered entered) {
            return new Words("entered").field("asid", entered.asid()).text("guest entered, ASID %d", entered.asid());
        }
        if (entry instanceof WorldSwitchEntry.Injected injected) {
            return new Words("injection")
                    .field("eventInjection", injected.eventInjection())
                    .text("injection: %s", Meaning.of("EVENTINJ", injected.eventInjection()));
        }
        WorldSwitchEntry.Exit exit = (WorldSwitchEntry.Exit) entry;
        String info1 = Meaning.exitInfo1(exit.exitCode(), exit.info1());
        return new Words("exit")
                .field("vmcb", exit.vmcb())
                .field("exitCode", exit.exitCode())
                .field("name", Meaning.exitCode(exit.exitCode()))
                .field("exitInfo1", exit.info1())
                .field("exitInfo2", exit.info2())
                .field("exitIntInfo", exit.intInfo())
                .text(
                        "#VMEXIT(%s): EXITCODE 0x%x, EXITINFO1 0x%x%s, EXITINFO2 0x%x, EXITINTINFO 0x%x (%s)",
                        Meaning.exitCode(exit.exitCode()),
                        exit.exitCode(),
                        exit.info1(),
                        info1.isEmpty() ? "" : " (" + info1 + ")",
                        exit.info2(),
                        exit.intInfo(),
                        Meaning.of("EXITINTINFO", exit.intInfo()));
    }

    private static Happening access(AccessEntry entry) {
        if (entry instanceof AccessEntry.Msr msr) {
            long number = msr.number() & 0xFFFF_FFFFL;
            return new Words("msr")
                    .field("number", number)
                    .field("access", msr.isWrite() ? "write" : "read")
                    .field("value", msr.value())
                    .text("MSR 0x%x: %s 0x%x", number, msr.isWrite() ? "written" : "read", msr.value());
        }
        AccessEntry.Port port = (AccessEntry.Port) entry;
        return new Words("port")
                .field("port", port.port())
                .field("size", port.size())
                .field("access", port.isWrite() ? "write" : "read")
                .field("value", port.value())
                .text(
                        "port 0x%x: %s 0x%x (%d-bit)",
                        port.port(), port.isWrite() ? "written" : "read", port.value(), 8 * port.size());
    }

    private static String event(EventType type, int vector) {
        return switch (type) {
            case INTERRUPT -> "interrupt " + vector;
            case NMI -> "NMI";
            case EXCEPTION -> Meaning.exception(vector);
            case SOFTWARE -> "software interrupt " + vector;
        };
    }

    private static String format(PagingFormat format) {
        return switch (format) {
            case LEGACY -> "32-bit tables";
            case PAE -> "PAE tables";
            case LONG_4 -> "4-level tables";
            case LONG_5 -> "5-level tables";
        };
    }

    private static String size(int shift) {
        return shift >= 30
                ? (1 << shift - 30) + " GB"
                : shift >= 20 ? (1 << shift - 20) + " MB" : (1 << shift - 10) + " KB";
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Collects the particulars of one happening. */
    private static final class Words {
        private final String kind;
        private final Map<String, String> fields = new LinkedHashMap<>();

        Words(String kind) {
            this.kind = kind;
        }

        Words field(String name, String value) {
            fields.put(name, value);
            return this;
        }

        /** An error code or a vector, which is not negative. */
        Words field(String name, int value) {
            return field(name, value & 0xFFFF_FFFFL);
        }

        Words field(String name, long value) {
            return field(name, "0x" + Long.toHexString(value));
        }

        Happening text(String format, Object... values) {
            return new Happening(kind, fields, String.format(Locale.ROOT, format, values));
        }
    }
}

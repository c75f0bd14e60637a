package dev.pacifica.suite.trace;

import dev.pacifica.model.dev.DeviceRequest;
import dev.pacifica.model.event.DeliveryEntry;
import dev.pacifica.model.execute.AccessEntry;
import dev.pacifica.model.machine.Fetched;
import dev.pacifica.model.paging.PagingEntry;
import dev.pacifica.model.platform.SignalEntry;
import dev.pacifica.model.rule.Choices;
import dev.pacifica.model.rule.StepLog;
import dev.pacifica.model.svm.WorldSwitchEntry;
import java.util.Optional;
import java.util.stream.Collectors;

/** Puts the entries of the model's log into words. */
final class Happenings {
    private Happenings() {}

    /** The entry in words; nothing for those that a step shows in another way. */
    static Optional<Happening> of(StepLog.Entry entry) {
        if (entry instanceof Fetched) {
            return Optional.empty();
        }
        if (entry instanceof PagingEntry paging) {
            return Optional.of(PagingWords.of(paging));
        }
        if (entry instanceof DeliveryEntry delivery) {
            return Optional.of(DeliveryWords.of(delivery));
        }
        if (entry instanceof WorldSwitchEntry worldSwitch) {
            return Optional.of(WorldSwitchWords.of(worldSwitch));
        }
        if (entry instanceof DeviceRequest request) {
            return Optional.of(device(request));
        }
        if (entry instanceof SignalEntry signal) {
            return Optional.of(signal(signal));
        }
        return Optional.of(access((AccessEntry) entry));
    }

    /** A behaviour that the architecture leaves free, and what the model took. */
    static Happening of(Choices.Pick pick) {
        String answer = pick.alternatives().get(pick.chosen());
        String others =
                pick.alternatives().stream().filter(one -> !one.equals(answer)).collect(Collectors.joining("; "));
        return new Words("choice")
                .field("rule", pick.rule().id())
                .field("answer", answer)
                .field("others", others)
                .text("choice: %s leaves it free: %s (or: %s)", pick.rule().id(), answer, others);
    }

    private static Happening device(DeviceRequest request) {
        String verdict = request.isDenied() ? "denied" : "allowed";
        return new Words("device")
                .field("bus", request.device().bus())
                .field("unit", request.device().unit())
                .field("space", request.space())
                .field("address", request.address())
                .field("verdict", verdict)
                .text(
                        "device %d:%d: %s 0x%x %s",
                        request.device().bus(), request.device().unit(), request.space(), request.address(), verdict);
    }

    private static Happening signal(SignalEntry signal) {
        Words words = new Words("signal").field("line", signal.line());
        if (!signal.line().equals("INTR")) {
            return words.text("signal: %s", signal.line());
        }
        return words.field("vector", signal.vector()).text("signal: INTR with vector 0x%x", signal.vector());
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
}

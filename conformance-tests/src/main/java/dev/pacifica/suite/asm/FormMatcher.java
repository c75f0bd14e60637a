package dev.pacifica.suite.asm;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Chooses the form of an instruction: the first of the table that fits. A memory operand without a size takes the size of
 * a register beside it, or else the only size that any form allows.
 */
final class FormMatcher {
    private static final int SHOWN_FORMS = 8;

    private final InstructionTable table;

    FormMatcher(InstructionTable table) {
        this.table = table;
    }

    Form match(Instruction instruction, List<Argument> arguments, Value here) {
        List<Form> forms = table.forms(Objects.requireNonNull(instruction.mnemonic(), "prefixes alone have no form"));
        SpecMatcher matcher = new SpecMatcher(instruction, here);
        Form open = null;
        boolean ambiguous = false;
        boolean otherMode = false;
        for (Form form : forms) {
            SpecMatcher.Fit fit = fit(form, instruction, arguments, matcher);
            if (fit == SpecMatcher.Fit.NO) {
                continue;
            }
            if (!form.code().existsIn(instruction.mode())) {
                otherMode |= fit == SpecMatcher.Fit.YES;
            } else if (fit == SpecMatcher.Fit.YES) {
                return form;
            } else if (open == null) {
                open = form;
            } else {
                ambiguous |= memoryBits(open) != memoryBits(form);
            }
        }
        if (otherMode) {
            throw new SourceError("'" + instruction.mnemonic() + "' with these operands does not exist in "
                    + instruction.mode().bits + "-bit mode" + accepted(forms, instruction, arguments, matcher));
        }
        if (ambiguous) {
            throw new SourceError(
                    "operation size not specified: expected byte, word, dword or qword before the memory operand"
                            + accepted(forms, instruction, arguments, matcher));
        }
        if (open != null) {
            return open;
        }
        throw new SourceError("no form of '" + instruction.mnemonic() + "' has these operands (" + describe(arguments)
                + ")" + accepted(forms, instruction, arguments, matcher));
    }

    private static SpecMatcher.Fit fit(
            Form form, Instruction instruction, List<Argument> arguments, SpecMatcher matcher) {
        List<OperandSpec> specs = form.operands();
        if (specs.size() != arguments.size()) {
            return SpecMatcher.Fit.NO;
        }
        SpecMatcher.Fit all = SpecMatcher.Fit.YES;
        for (int i = 0; i < specs.size(); i++) {
            SpecMatcher.Fit one = matcher.fit(specs.get(i), arguments.get(i), shortLength(form, instruction));
            if (one == SpecMatcher.Fit.NO) {
                return one;
            }
            if (one == SpecMatcher.Fit.SIZE_OPEN && !isSettled(specs, arguments, i)) {
                all = one;
            }
        }
        return all;
    }

    private static int shortLength(Form form, Instruction instruction) {
        return Encoder.prefixLength(instruction, form.code()) + form.code().opcode().length + 1;
    }

    private static boolean isSettled(List<OperandSpec> specs, List<Argument> arguments, int memory) {
        for (int i = 0; i < specs.size(); i++) {
            if (i != memory
                    && specs.get(i).bits() == specs.get(memory).bits()
                    && specs.get(i).settlesSize(arguments.get(i))) {
                return true;
            }
        }
        return false;
    }

    private static int memoryBits(Form form) {
        return form.operands().stream()
                .filter(OperandSpec::mayBeMemory)
                .mapToInt(OperandSpec::bits)
                .findFirst()
                .orElse(0);
    }

    /** The forms of this mode that come nearest: those of as many operands, the best fitting first. */
    private static String accepted(
            List<Form> forms, Instruction instruction, List<Argument> arguments, SpecMatcher matcher) {
        List<Form> here = forms.stream()
                .filter(form -> form.code().existsIn(instruction.mode()))
                .toList();
        List<Form> near = here.stream()
                .filter(form -> form.operands().size() == arguments.size())
                .sorted(Comparator.comparingInt((Form form) -> -nearness(form, arguments, matcher)))
                .toList();
        List<String> shown = (near.isEmpty() ? here : near)
                .stream().map(Form::toString).distinct().toList();
        if (shown.isEmpty()) {
            return "";
        }
        String more = shown.size() > SHOWN_FORMS ? "; ..." : "";
        return "; accepted: " + shown.stream().limit(SHOWN_FORMS).collect(Collectors.joining("; ")) + more;
    }

    /** Two points for an operand that fits, one for an operand that is at least of the same sort. */
    private static int nearness(Form form, List<Argument> arguments, SpecMatcher matcher) {
        int points = 0;
        for (int i = 0; i < arguments.size(); i++) {
            OperandSpec spec = form.operands().get(i);
            Argument argument = arguments.get(i);
            if (matcher.fit(spec, argument, 2) != SpecMatcher.Fit.NO) {
                points += 2;
            } else if (argument.register() != null) {
                points += spec.kind() == OperandSpec.Kind.REGISTER ? 1 : 0;
            } else if (argument.memory() != null) {
                points += spec.mayBeMemory() ? 1 : 0;
            } else {
                points += spec.isImmediate() || spec.isBranch() ? 1 : 0;
            }
        }
        return points;
    }

    private static String describe(List<Argument> arguments) {
        return arguments.isEmpty()
                ? "none"
                : arguments.stream().map(FormMatcher::describe).collect(Collectors.joining(", "));
    }

    private static String describe(Argument argument) {
        if (argument.register() != null) {
            return argument.register().name();
        }
        int bits = argument.qualifiers().bits();
        String size = bits == 0 ? "" : bits + "-bit ";
        if (argument.memory() != null) {
            return size + "memory";
        }
        return size
                + (argument.segment() != null
                        ? "far pointer"
                        : argument.requireValue().addresses() != 0 ? "address" : "number");
    }
}

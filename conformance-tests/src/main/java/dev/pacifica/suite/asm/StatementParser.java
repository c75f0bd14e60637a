package dev.pacifica.suite.asm;

import dev.pacifica.suite.words.Spelling;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses the lines of a source in order, keeping what carries over: bits, default rel, the last full label. */
final class StatementParser {
    private static final Map<String, Integer> DATA = Map.of("db", 1, "dw", 2, "dd", 4, "dq", 8);
    private static final Map<String, Integer> RESERVE = Map.of("resb", 1, "resw", 2, "resd", 4, "resq", 8);
    private static final Set<String> DIRECTIVES = Set.of("equ", "times", "align", "org", "bits", "default");
    private static final Expression NOP = new Expression.Literal(0x90);

    private final InstructionTable table;
    private final Set<String> predefined;
    private final Problems problems;
    private final List<Statement> statements = new ArrayList<>();
    private final Map<String, SourceLine> definedAt = new HashMap<>();
    private Mode mode = Mode.BITS16;
    private boolean defaultRelative;
    private String base = "";
    private @Nullable Expression origin;
    private @Nullable SourceLine originLine;

    @SuppressWarnings("NullAway.Init") // set for each line
    private TokenReader in;

    @SuppressWarnings("NullAway.Init") // set for each line
    private SourceLine line;

    StatementParser(InstructionTable table, Set<String> predefined, Problems problems) {
        this.table = table;
        this.predefined = predefined;
        this.problems = problems;
    }

    Program parse(List<SourceLine> lines) {
        for (SourceLine next : lines) {
            line = next;
            parseLine();
        }
        return new Program(statements, origin, originLine, definedAt.keySet());
    }

    private void parseLine() {
        @Nullable String label = null;
        @Nullable Expression times = null;
        Statement.Action action = new Statement.Nothing();
        try {
            in = new TokenReader(Lexer.tokens(line.text()));
            if (in.atEnd()) {
                return;
            }
            label = label();
            if (in.acceptWord("times")) {
                times = expression();
            }
            if (!in.atEnd()) {
                action = action(label);
            }
            in.expectEnd();
        } catch (SourceError e) {
            problems.add(line, e.getMessage());
        }
        if (label != null || !(action instanceof Statement.Nothing)) {
            statements.add(new Statement(line, label, times, action));
        }
    }

    private Expression expression() {
        return new ExpressionParser(in, this::fullName).parse();
    }

    private String fullName(String name) {
        return name.startsWith(".") && !name.startsWith("..") ? base + name : name;
    }

    /** Whether the word can begin the part of a line that follows the label. */
    private boolean isKeyword(Token token) {
        if (token.kind() != Token.Kind.NAME) {
            return false;
        }
        String word = token.text().toLowerCase(Locale.ROOT);
        return DATA.containsKey(word)
                || RESERVE.containsKey(word)
                || DIRECTIVES.contains(word)
                || table.knows(word)
                || Prefixes.NONE.with(word) != null;
    }

    private @Nullable String label() {
        Token first = in.peek();
        boolean colon = in.peekSecond().is(":");
        if (first.kind() != Token.Kind.NAME || !colon && (isKeyword(first) || !isKeyword(in.peekSecond()))) {
            return null;
        }
        if (isKeyword(first) || Register.named(first.text()) != null) {
            throw new SourceError("label " + first + ": expected a name that is no instruction, directive or register");
        }
        in.next();
        in.accept(":");
        String name = fullName(first.text());
        SourceLine earlier = definedAt.putIfAbsent(name, line);
        if (earlier != null) {
            throw new SourceError("'" + name + "' is already defined in line " + earlier.number());
        }
        if (predefined.contains(name)) {
            throw new SourceError("'" + name + "' is a predefined symbol: expected another name");
        }
        if (!first.text().startsWith(".") && !in.peek().isWord("equ")) {
            base = name;
        }
        return name;
    }

    private Statement.Action action(@Nullable String label) {
        Token token = in.peek();
        if (token.kind() != Token.Kind.NAME) {
            throw new SourceError("expected a label, an instruction or a directive, found " + token);
        }
        String word = token.text().toLowerCase(Locale.ROOT);
        if (DATA.containsKey(word)) {
            in.next();
            return data(DATA.get(word));
        }
        if (RESERVE.containsKey(word)) {
            in.next();
            return new Statement.Reserve(RESERVE.get(word), expression());
        }
        if (DIRECTIVES.contains(word)) {
            in.next();
            return directive(word, label);
        }
        return instruction();
    }

    private Statement.Action directive(String word, @Nullable String label) {
        switch (word) {
            case "equ" -> {
                if (label == null) {
                    throw new SourceError("equ without a name: expected 'name equ expression'");
                }
                return new Statement.Equ(label, expression());
            }
            case "align" -> {
                Expression boundary = expression();
                Statement.Action filler = new Statement.Data(1, List.of(new Statement.Item(null, NOP)));
                return new Statement.Align(boundary, in.accept(",") ? action(null) : filler);
            }
            case "org" -> {
                if (origin != null) {
                    throw new SourceError("a second org: expected one for the whole source");
                }
                origin = expression();
                originLine = line;
            }
            case "bits" -> {
                Token bits = in.next();
                mode = Mode.ofBits(bits.kind() == Token.Kind.NUMBER ? bits.value() : 0);
            }
            case "default" -> {
                Token choice = in.next();
                if (!choice.isWord("rel") && !choice.isWord("abs")) {
                    throw new SourceError("default " + choice.text() + ": expected rel or abs");
                }
                defaultRelative = choice.isWord("rel");
            }
            default -> throw new SourceError("'" + word + "' inside times or align: expected data or an instruction");
        }
        return new Statement.Nothing();
    }

    private Statement.Data data(int bytes) {
        List<Statement.Item> items = new ArrayList<>();
        do {
            Token token = in.peek();
            if (token.kind() == Token.Kind.STRING
                    && (in.peekSecond().is(",") || in.peekSecond().kind() == Token.Kind.END)) {
                in.next();
                items.add(new Statement.Item(token.text().getBytes(StandardCharsets.ISO_8859_1), null));
            } else {
                items.add(new Statement.Item(null, expression()));
            }
        } while (in.accept(","));
        return new Statement.Data(bytes, items);
    }

    private Statement.Code instruction() {
        Prefixes prefixes = Prefixes.NONE;
        while (in.peek().kind() == Token.Kind.NAME) {
            Prefixes more = prefixes.with(in.peek().text().toLowerCase(Locale.ROOT));
            if (more == null) {
                break;
            }
            prefixes = more;
            in.next();
        }
        if (in.atEnd()) {
            return new Statement.Code(new Instruction(null, prefixes, List.of(), mode, defaultRelative));
        }
        Token token = in.next();
        String mnemonic = token.text().toLowerCase(Locale.ROOT);
        if (in.atEnd() && token.kind() == Token.Kind.NAME && !table.knows(mnemonic)) {
            throw new SourceError("unknown instruction " + token + Spelling.suggestion(mnemonic, table.mnemonics())
                    + " (a label needs a colon)");
        }
        table.forms(mnemonic);
        List<Operand> operands = new ArrayList<>();
        if (!in.atEnd()) {
            OperandParser parser = new OperandParser(in, this::fullName);
            do {
                operands.add(parser.parse());
            } while (in.accept(","));
        }
        return new Statement.Code(new Instruction(mnemonic, prefixes, operands, mode, defaultRelative));
    }
}

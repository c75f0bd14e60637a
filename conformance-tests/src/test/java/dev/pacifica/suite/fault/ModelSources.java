package dev.pacifica.suite.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The source of the reference model. It is read, never written: a fault is applied to a copy in memory. */
final class ModelSources {
    /** Of one rule in one vector. Vectors take some thousand steps at most. */
    private static final int MOST_DECISIONS = 1_000_000;

    private static final Path ROOT = Path.of("dev", "pacifica", "model");

    private final Path folder;
    private final Map<String, String> sources;

    private ModelSources(Path folder, Map<String, String> sources) {
        this.folder = folder;
        this.sources = sources;
    }

    /** The folder of the module whose tests run: the build tells, otherwise it is the current one. */
    static Path moduleFolder() {
        return Path.of(System.getProperty("basedir", ""));
    }

    /** The source beside this module. */
    static ModelSources ofThisBuild() {
        return of(moduleFolder()
                .toAbsolutePath()
                .resolveSibling("reference-model")
                .resolve(Path.of("src", "main", "java"))
                .resolve(ROOT));
    }

    /** The source below {@code folder}, the model's root package. */
    static ModelSources of(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new FaultFormatException("the source of the model is not at " + folder
                    + "; run the tests with Maven, or in the folder of their module");
        }
        Map<String, String> sources = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String name = folder.relativize(file).toString().replace('\\', '/');
                sources.put(name, Files.readString(file).replace("\r\n", "\n"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ModelSources(folder, sources);
    }

    /**
     * A fault may loop within a step, where no step budget ends it. But whatever loops decides rules: this edit of the trace makes
     * the model stop when it has decided one too often for any vector. It applies to the copy only, like every fault.
     */
    SeededFault endlessLoopsEnd() {
        String count = "(applies ? applied : didNotApply)[rule.ordinal()]++;";
        return new SeededFault(
                "endless-loops-end",
                "CODE-01",
                SeededFault.Kind.SIDE_EFFECT,
                "the model stops when it decides a rule without end",
                "rule/RuleTrace.java",
                count,
                "if (count(rule) > %d) throw new IllegalStateException(\"it decides \" + rule + \" without end\"); %s"
                        .formatted(MOST_DECISIONS, count),
                "ModelSources");
    }

    /**
     * What has to be compiled to have {@code fault}: its source, edited, and where the edit is in the declaration of a constant, the
     * sources that name the class too, since the compiler copies constants into them.
     *
     * @return source by name such as {@code svm/Controls.java}
     * @throws FaultFormatException if the fault does not fit the source
     */
    Map<String, String> with(SeededFault fault) {
        String source = sources.get(fault.file());
        if (source == null) {
            throw new FaultFormatException("%s: the model has no %s below %s; name the source that decides %s now"
                    .formatted(fault.where(), fault.file(), folder, fault.rule()));
        }
        int at = source.indexOf(fault.text());
        if (at < 0) {
            throw new FaultFormatException(
                    "%s: '%s' does not occur in %s: the source has changed; choose the text anew, where %s is decided"
                            .formatted(fault.where(), fault.text(), fault.file(), fault.rule()));
        }
        int again = source.indexOf(fault.text(), at + 1);
        if (again >= 0) {
            throw new FaultFormatException(
                    "%s: '%s' occurs more than once in %s, in lines %d and %d; lengthen it until it occurs once"
                            .formatted(
                                    fault.where(), fault.text(), fault.file(), line(source, at), line(source, again)));
        }
        Map<String, String> changed = new TreeMap<>();
        if (isConstant(source, at, fault.text().length())) {
            String name = fault.file()
                    .substring(fault.file().indexOf('/') + 1, fault.file().length() - ".java".length());
            for (String user : usersOf(name)) {
                changed.put(user, sources.get(user));
            }
        }
        changed.put(
                fault.file(),
                source.substring(0, at)
                        + fault.replacement()
                        + source.substring(at + fault.text().length()));
        return changed;
    }

    private List<String> usersOf(String className) {
        List<String> users = new ArrayList<>();
        sources.forEach((name, source) -> {
            if (source.contains(className)) {
                users.add(name);
            }
        });
        return users;
    }

    private static boolean isConstant(String source, int at, int length) {
        int from = source.lastIndexOf('\n', at) + 1;
        int to = source.indexOf('\n', at + length);
        return source.substring(from, to < 0 ? source.length() : to).contains("static final");
    }

    private static int line(String source, int at) {
        return (int) source.substring(0, at).lines().count();
    }
}

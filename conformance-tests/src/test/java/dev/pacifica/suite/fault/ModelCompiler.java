package dev.pacifica.suite.fault;

import dev.pacifica.model.machine.Machine;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;

/** Compiles sources of the model, against its classes as they are, in memory. */
final class ModelCompiler {
    private static final String PACKAGE = "dev.pacifica.model.";

    private final JavaCompiler compiler;
    private final StandardJavaFileManager files;
    private final List<String> options;

    ModelCompiler() {
        compiler = Objects.requireNonNull(
                ToolProvider.getSystemJavaCompiler(), "This Java has no compiler; run the tests with a JDK.");
        files = compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);
        String classes = Stream.of(Machine.class, NullMarked.class)
                .map(ModelCompiler::location)
                .collect(Collectors.joining(java.io.File.pathSeparator));
        options = List.of("-classpath", classes, "-proc:none", "-implicit:none", "-nowarn", "-Xlint:none", "-g:none");
    }

    private static String location(Class<?> of) {
        CodeSource source = of.getProtectionDomain().getCodeSource();
        try {
            return Path.of(source.getLocation().toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The classes that {@code sources} give, by their full names.
     *
     * @param sources source by name such as {@code svm/Controls.java}
     * @throws FaultFormatException if the compiler refuses them; the message has its first complaint
     */
    Map<String, byte[]> compile(SeededFault fault, Map<String, String> sources) {
        List<JavaFileObject> units = new ArrayList<>();
        sources.forEach((name, text) -> units.add(new Source(name, text)));
        DiagnosticCollector<JavaFileObject> complaints = new DiagnosticCollector<>();
        Outputs outputs = new Outputs(files);
        if (!compiler.getTask(null, outputs, complaints, options, null, units).call()) {
            Diagnostic<?> first = complaints.getDiagnostics().stream()
                    .filter(one -> one.getKind() == Diagnostic.Kind.ERROR)
                    .findFirst()
                    .orElseThrow();
            throw new FaultFormatException("%s: %s does not compile with it: line %d: %s; mend the replacement"
                    .formatted(fault.where(), fault.file(), first.getLineNumber(), first.getMessage(Locale.ROOT)));
        }
        return outputs.classes();
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("mem:///" + PACKAGE.replace('.', '/') + name), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Keeps what the compiler writes. */
    private static final class Outputs extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> written = new TreeMap<>();

        Outputs(JavaFileManager files) {
            super(files);
        }

        Map<String, byte[]> classes() {
            Map<String, byte[]> classes = new TreeMap<>();
            written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
            return classes;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(
                    URI.create("mem:///" + className.replace('.', '/') + kind.extension), kind) {
                @Override
                public OutputStream openOutputStream() {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    written.put(className, bytes);
                    return bytes;
                }
            };
        }

        @Override
        public void close() {
            // the files of the class path serve the next fault too
        }
    }
}

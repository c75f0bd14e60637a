package dev.pacifica.model;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each package of the model uses only those below it. */
class LayeringTest {
    private static final String ROOT = "dev.pacifica.model.";

    /** Low to high: the one place where the order is written down for the build. */
    private static final List<String> LAYERS = List.of(
            "rule",
            "profile",
            "state",
            "debug",
            "memory",
            "paging",
            "segment",
            "event",
            "decode",
            "execute",
            "apic",
            "svm",
            "smm",
            "dev",
            "skinit",
            "platform",
            "machine");

    /** JSpecify's annotations are needed to compile, not to run. */
    private static final List<String> ALLOWED = List.of("java.", "dev.pacifica.model", "org.jspecify.annotations");

    private static final JavaClasses MODEL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.pacifica.model");

    private static int layer(JavaClass javaClass) {
        String rest = javaClass.getPackageName().substring(ROOT.length());
        return LAYERS.indexOf(rest.split("\\.")[0]);
    }

    private static boolean isModel(JavaClass javaClass) {
        return javaClass.getPackageName().startsWith(ROOT);
    }

    @Test
    void a_package_uses_only_those_below_it() {
        List<String> upward = new ArrayList<>();
        for (JavaClass javaClass : MODEL) {
            if (!isModel(javaClass)) {
                continue;
            }
            assertThat(layer(javaClass)).as("layer of " + javaClass.getName()).isNotNegative();
            for (Dependency dependency : javaClass.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (isModel(target) && layer(target) > layer(javaClass)) {
                    upward.add(dependency.getDescription());
                }
            }
        }
        assertThat(upward).isEmpty();
    }

    @Test
    void packages_have_no_cycles() {
        slices().matching("dev.pacifica.model.(*)..").should().beFreeOfCycles().check(MODEL);
    }

    @Test
    void the_model_depends_on_nothing_but_the_jdk() {
        List<String> foreign = new ArrayList<>();
        for (JavaClass javaClass : MODEL) {
            for (Dependency dependency : javaClass.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                String name = target.getPackageName();
                if (!target.isPrimitive() && ALLOWED.stream().noneMatch(name::startsWith)) {
                    foreign.add(dependency.getDescription());
                }
            }
        }
        assertThat(foreign).isEmpty();
    }
}

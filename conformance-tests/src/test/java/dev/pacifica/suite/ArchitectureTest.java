package dev.pacifica.suite;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows of the design between the packages of the suite, and from the suite to the model. */
@AnalyzeClasses(packages = "dev.pacifica", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String SUITE = "dev.pacifica.suite.";

    @ArchTest
    static final ArchRule modelDoesNotKnowTheSuite = noClasses()
            .that()
            .resideInAPackage("dev.pacifica.model..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.pacifica.suite..");

    @ArchTest
    static final ArchRule whatJudgesKnowsNeitherModelNorTargets = noClasses()
            .that()
            .resideInAnyPackage(
                    SUITE + "fixture",
                    SUITE + "vector",
                    SUITE + "verdict",
                    SUITE + "image",
                    SUITE + "asm",
                    SUITE + "rule",
                    SUITE + "lint",
                    SUITE + "manifest")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.pacifica.model..", SUITE + "target", SUITE + "generate", SUITE + "runner");

    /** Claims are evidence only as long as nothing that computes them could have read them off the model or an emulator. */
    @ArchTest
    static final ArchRule whatClaimsKnowsNeitherModelNorTargets = noClasses()
            .that()
            .resideInAnyPackage(SUITE + "draft..", SUITE + "oracle")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.pacifica.model..", SUITE + "target", SUITE + "generate", SUITE + "runner", SUITE + "image");

    @ArchTest
    static final ArchRule onlyTargetsAndGeneratorsReachTheModel = noClasses()
            .that()
            .resideInAnyPackage(SUITE + "runner", SUITE + "report", SUITE + "cli")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.pacifica.model..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.pacifica.suite.(*)..").should().beFreeOfCycles();
}

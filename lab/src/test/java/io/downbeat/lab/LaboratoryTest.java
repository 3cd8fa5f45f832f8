package io.downbeat.lab;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The laboratory plays with servers from outside: over HTTP, and as processes. */
class LaboratoryTest {
    @Test
    void it_uses_no_feature_of_the_server() {
        classes()
                .that()
                .resideInAPackage("io.downbeat.lab..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                "io.downbeat.lab..",
                                "io.downbeat.sandbox..",
                                "io.downbeat.app..",
                                "io.downbeat.platform..")
                        .or(com.tngtech.archunit.base.DescribedPredicate.not(resideInAPackage("io.downbeat.."))))
                .because("a program that knew the rules could not check them")
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.downbeat.lab"));
    }
}

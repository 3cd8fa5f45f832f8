package io.downbeat.lab;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The laboratory plays with servers from outside: over HTTP, and as processes. */
class LaboratoryTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.downbeat.lab");

    /** As in the server, where PackagesTest says so. */
    private static final int MOST_FILES = 30;

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
                .check(MAIN);
    }

    @Test
    void its_rooms_use_each_other_one_way() {
        slices().matching("io.downbeat.lab.(**)").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void none_of_its_rooms_holds_more_than_thirty_files() {
        Map<String, Long> files = MAIN.stream()
                .filter(type -> !type.isNestedClass())
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
        assertThat(files.values()).isNotEmpty().allMatch(count -> count <= MOST_FILES);
    }
}

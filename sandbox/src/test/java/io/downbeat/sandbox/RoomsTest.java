package io.downbeat.sandbox;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The simulators are a witness of their own: they know nothing of Downbeat, and nothing of each other. */
class RoomsTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.downbeat.sandbox");

    private static final int MOST_FILES = 30;

    /** Each uses only those before it. */
    private static final List<Set<String>> FLOORS = List.of(
            Set.of("http"),
            Set.of("ledger", "faults"),
            Set.of("provider"),
            Set.of("stripe", "netsuite", "aws", "azure", "gcp", "tackle"),
            Set.of(""));

    @Test
    void the_sandbox_uses_nothing_of_the_product_that_it_tests() {
        classes()
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.describe(
                        "are not Downbeat's",
                        type -> !type.getPackageName().startsWith("io.downbeat")
                                || type.getPackageName().startsWith("io.downbeat.sandbox")))
                .check(MAIN);
    }

    @Test
    void a_room_uses_the_rooms_below_it_and_providers_know_nothing_of_each_other() {
        Set<String> upward = new TreeSet<>();
        for (JavaClass type : MAIN) {
            for (var dependency : type.getDirectDependenciesFromSelf()) {
                String used = dependency.getTargetClass().getPackageName();
                if (used.startsWith("io.downbeat.sandbox")
                        && !used.equals(type.getPackageName())
                        && floor(used) >= floor(type.getPackageName())) {
                    upward.add(type.getName() + " uses "
                            + dependency.getTargetClass().getName());
                }
            }
        }
        assertThat(upward).isEmpty();
    }

    @Test
    void a_room_holds_at_most_thirty_files() {
        Map<String, Set<String>> files = new TreeMap<>();
        for (JavaClass type : MAIN) {
            files.computeIfAbsent(type.getPackageName(), _ -> new TreeSet<>()).add(file(type));
        }
        assertThat(files).allSatisfy((_, types) -> assertThat(types).hasSizeLessThanOrEqualTo(MOST_FILES));
    }

    @Test
    void classes_use_each_other_one_way() {
        slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public String getDescription() {
                        return "one slice a file";
                    }

                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass type) {
                        return SliceIdentifier.of(file(type));
                    }
                })
                .should()
                .beFreeOfCycles()
                .check(MAIN);
    }

    private static int floor(String packageName) {
        String room = packageName.substring("io.downbeat.sandbox".length()).replace(".", "");
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            if (FLOORS.get(floor).contains(room)) {
                return floor;
            }
        }
        throw new AssertionError("a room without a floor: " + packageName);
    }

    private static String file(JavaClass type) {
        return type.getName().replaceFirst("\\$.*", "");
    }
}

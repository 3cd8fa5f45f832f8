package io.downbeat;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaParameter;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.web.bind.annotation.PathVariable;

/** The order inside a package: how much is in it, which way its classes use each other, how wide their signatures are. */
class PackagesTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/sandbox/target/"))
            .importPackages("io.downbeat");

    private static final int MOST_FILES = 30;
    private static final int MOST_ARGUMENTS = 7;
    private static final int MOST_COMPONENTS = 12;

    /** Packages that hold more files than others may, and why they are one thing all the same. */
    private static final Map<String, String> LARGE_PACKAGES = Map.of();

    /** Constructors that take more arguments than others may, and why. */
    private static final Map<String, String> WIDE_CONSTRUCTORS = Map.of(
            "delivery.engine.RunContext", "all that the steps of a run share",
            "notifications.Webhooks", "the one entrance to webhooks, their secrets and what was written to them");

    /** Records with more components than others may have, and why. */
    private static final Map<String, String> WIDE_RECORDS = Map.of(
            "app.Settings", "a name for each setting",
            "connectors.stripe.StripePayload", "the frozen JSON, flat, as rows of earlier versions have it",
            "delivery.engine.operations.DeliveryQueries.View", "the answer of the API, one flat object on the wire",
            "pricing.products.Product", "a product as the API knows it, a name for each of its members",
            "pricing.products.ProductTerms", "what of it changes with time, likewise",
            "pricing.rates.UsageTerm", "all that prices a stretch of usage and is compared as one");

    /** Whose signatures may have two ids of one type side by side, and why. */
    private static final Map<String, String> NEIGHBOURING_IDS = Map.of(
            "delivery.engine.operations.DeliveryQueries.View.", "the answer of the API, one flat object on the wire",
            "metering.records.MeteringRecordView.", "the same");

    @Test
    void a_package_holds_at_most_thirty_files() {
        Map<String, Set<String>> files = new TreeMap<>();
        for (JavaClass type : MAIN) {
            // Templates have a tree of their own; what is made of them is nobody's file.
            if (!outermost(type).matches(".*\\.Jte\\w+Generated")) {
                files.computeIfAbsent(type.getPackageName(), _ -> new TreeSet<>())
                        .add(outermost(type));
            }
        }
        Map<String, Integer> large = new TreeMap<>();
        files.forEach((name, types) -> {
            if (types.size() > MOST_FILES) {
                large.put(name, types.size());
            }
        });
        assertThat(large.keySet()).as("packages by number of files: %s", large).isEqualTo(LARGE_PACKAGES.keySet());
    }

    @Test
    void classes_of_a_package_use_each_other_one_way_save_sealed_families() {
        Map<String, Map<String, Set<String>>> uses = new TreeMap<>();
        for (JavaClass type : MAIN) {
            String user = family(type);
            type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(target -> target.getPackageName().equals(type.getPackageName()))
                    .map(PackagesTest::family)
                    .filter(used -> !used.equals(user))
                    .forEach(used -> uses.computeIfAbsent(type.getPackageName(), _ -> new TreeMap<>())
                            .computeIfAbsent(user, _ -> new TreeSet<>())
                            .add(used));
        }
        List<Set<String>> circles =
                uses.values().stream().flatMap(graph -> circles(graph).stream()).toList();
        assertThat(circles).isEmpty();
    }

    @Test
    void a_constructor_takes_at_most_seven_arguments() {
        Map<String, Integer> wide = new TreeMap<>();
        for (JavaClass type : MAIN) {
            if (!type.isRecord()) {
                for (JavaConstructor constructor : type.getConstructors()) {
                    int arguments = constructor.getRawParameterTypes().size();
                    if (arguments > MOST_ARGUMENTS) {
                        wide.put(name(type), arguments);
                    }
                }
            }
        }
        assertThat(wide.keySet()).as("constructors by arguments: %s", wide).isEqualTo(WIDE_CONSTRUCTORS.keySet());
    }

    @Test
    void a_record_has_at_most_twelve_components() {
        Map<String, Integer> wide = new TreeMap<>();
        for (JavaClass type : MAIN) {
            if (type.isRecord()) {
                int components = type.reflect().getRecordComponents().length;
                if (components > MOST_COMPONENTS) {
                    wide.put(name(type), components);
                }
            }
        }
        assertThat(wide.keySet()).as("records by components: %s", wide).isEqualTo(WIDE_RECORDS.keySet());
    }

    /** Swapped by a caller, such ids compile and name the wrong thing: the wrong invoice is moved, the wrong customer shown. */
    @Test
    void no_signature_has_two_bare_ids_side_by_side() {
        Set<String> found = new TreeSet<>();
        for (JavaClass type : MAIN) {
            for (JavaCodeUnit unit : type.getCodeUnits()) {
                if (!unit.getModifiers().contains(JavaModifier.SYNTHETIC) && hasNeighbouringIds(unit)) {
                    found.add(name(type) + "." + unit.getName());
                }
            }
        }
        NEIGHBOURING_IDS
                .keySet()
                .forEach(excepted -> assertThat(found.removeIf(each -> each.startsWith(excepted)))
                        .as("still needed: %s", excepted)
                        .isTrue());
        assertThat(found).isEmpty();
    }

    /** The variables of a path do not count: they are bound by their names, and nobody calls such a method. */
    private static boolean hasNeighbouringIds(JavaCodeUnit unit) {
        List<JavaParameter> parameters = unit.getParameters();
        for (int i = 1; i < parameters.size(); i++) {
            if (isBareId(parameters.get(i - 1)) && isBareId(parameters.get(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBareId(JavaParameter parameter) {
        return parameter.getRawType().isEquivalentTo(UUID.class) && !parameter.isAnnotatedWith(PathVariable.class);
    }

    /** The file's class; of a sealed family whose members have files of their own, the family's head. */
    private static String family(JavaClass type) {
        String own = outermost(type);
        for (Class<?> parent = type.reflect(); parent != null; parent = parent.getSuperclass()) {
            for (Class<?> sealed : parent.getInterfaces()) {
                if (sealed.isSealed() && sealed.getPackageName().equals(type.getPackageName())) {
                    return outermost(sealed.getName());
                }
            }
            if (parent.isSealed()) {
                return outermost(parent.getName());
            }
        }
        return own;
    }

    private static String outermost(JavaClass type) {
        return outermost(type.getName());
    }

    private static String outermost(String name) {
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }

    private static String name(JavaClass type) {
        return type.getName().substring("io.downbeat.".length()).replace('$', '.');
    }

    /** Groups of more than one class of which each reaches each other. */
    private static List<Set<String>> circles(Map<String, Set<String>> uses) {
        List<Set<String>> circles = new ArrayList<>();
        Map<String, Set<String>> reach = new HashMap<>();
        uses.keySet().forEach(from -> reach.put(from, reachable(from, uses)));
        Set<String> done = new LinkedHashSet<>();
        for (String one : uses.keySet()) {
            if (done.contains(one) || !reach.get(one).contains(one)) {
                continue;
            }
            Set<String> circle = reach.get(one).stream()
                    .filter(other -> reach.getOrDefault(other, Set.of()).contains(one))
                    .collect(Collectors.toCollection(TreeSet::new));
            done.addAll(circle);
            circles.add(circle);
        }
        return circles;
    }

    private static Set<String> reachable(String from, Map<String, Set<String>> uses) {
        Set<String> seen = new LinkedHashSet<>();
        List<String> next = new ArrayList<>(uses.getOrDefault(from, Set.of()));
        while (!next.isEmpty()) {
            String one = next.removeLast();
            if (seen.add(one)) {
                next.addAll(uses.getOrDefault(one, Set.of()));
            }
        }
        return seen;
    }
}

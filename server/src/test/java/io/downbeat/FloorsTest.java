package io.downbeat;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.downbeat.contracts.Contracts;
import io.downbeat.customers.Customers;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.products.Products;
import io.downbeat.usage.Usage;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The order of the house (design.md part 3): who may use whom, and who may look at the time of day. */
class FloorsTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // The class path has the simulators too, and they are not the server's.
            .withImportOption(location -> !location.contains("/sandbox/target/"))
            .importPackages("io.downbeat");

    /** From the ground up; the packages of one floor may not use each other either. */
    private static final List<List<String>> FLOORS = List.of(
            List.of("core"),
            List.of("platform"),
            List.of("customfields"),
            List.of("customers", "incidents", "access"),
            List.of("usage", "notifications"),
            List.of("pricing", "providers"),
            // Balances name products, which are on the floor below; contracts agree on balances.
            List.of("balances"),
            List.of("contracts", "outbound", "verification"),
            List.of("rating", "packages"),
            List.of("invoicing", "contractrates", "namedschedules", "lifecycleevents"),
            List.of("delivery", "documents", "customeralerts"),
            List.of("metering", "preflight", "thresholdbilling"),
            List.of("connectors", "reconciliation"),
            List.of("console", "instruments"),
            // Its pages are made by the console's frame, in its words.
            List.of("embedded"),
            List.of("app"));

    private static final List<String> CONNECTORS =
            List.of("stripe", "netsuite", "queue", "aws", "azure", "gcp", "tackle");

    static Stream<Arguments> features() {
        return FLOORS.stream()
                .flatMap(floor -> floor.stream().map(feature -> {
                    List<String> forbidden = new ArrayList<>(floor);
                    forbidden.remove(feature);
                    FLOORS.subList(FLOORS.indexOf(floor) + 1, FLOORS.size()).forEach(forbidden::addAll);
                    return Arguments.of(feature, packages(forbidden));
                }));
    }

    @ParameterizedTest
    @MethodSource("features")
    void a_feature_uses_lower_floors_only(String feature, String[] forbidden) {
        noClasses()
                .that()
                .resideInAPackage("io.downbeat." + feature + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .because("a package uses lower floors only; news travels up as facts")
                .allowEmptyShould(true)
                .check(MAIN);
    }

    @Test
    void the_port_does_not_know_the_engine() {
        noClasses()
                .that()
                .resideInAPackage("io.downbeat.delivery")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.downbeat.delivery.engine..")
                .because("whoever implements a provider must not need the engine")
                .check(MAIN);
    }

    /** The rooms of metering, from the ground up; those of one floor do not use each other either. */
    private static final List<List<String>> METERING = List.of(
            List.of("metering"),
            List.of("metering.configurations"),
            List.of("metering.records"),
            List.of("metering.invoices", "metering.settlement"));

    static Stream<Arguments> roomsOfMetering() {
        return METERING.stream()
                .flatMap(floor -> floor.stream().map(room -> {
                    List<String> forbidden = new ArrayList<>(floor);
                    forbidden.remove(room);
                    METERING.subList(METERING.indexOf(floor) + 1, METERING.size())
                            .forEach(forbidden::addAll);
                    return Arguments.of(room, forbidden);
                }));
    }

    @ParameterizedTest
    @MethodSource("roomsOfMetering")
    void the_rooms_of_metering_use_each_other_one_way(String room, List<String> forbidden) {
        noClasses()
                .that()
                .resideInAPackage("io.downbeat." + room)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        forbidden.stream().map(each -> "io.downbeat." + each).toArray(String[]::new))
                .because("a connector needs the port only, and what a record comes to is decided without its invoices")
                .allowEmptyShould(true)
                .check(MAIN);
    }

    @Test
    void others_see_the_invoices_and_not_how_they_are_kept_and_moved() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.downbeat.invoicing..", "io.downbeat.app..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.downbeat.invoicing.services..",
                        "io.downbeat.invoicing.royalties..",
                        "io.downbeat.invoicing.lifecycle..",
                        "io.downbeat.invoicing.api..")
                .orShould()
                .dependOnClassesThat(resideInAPackage("io.downbeat.invoicing..")
                        .and(nameMatching(".*(Store|Rows|Header|Drafts|Items)(\\$.*)?")))
                .because("what other features may ask is in Invoicing, and the rest reaches them as facts")
                .check(MAIN);
    }

    @Test
    void others_see_the_deliveries_and_not_how_they_are_opened_and_kept() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.downbeat.delivery.engine..", "io.downbeat.app..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.downbeat.delivery.engine.opening..")
                .orShould()
                .dependOnClassesThat(resideInAPackage("io.downbeat.delivery.engine..")
                        .and(nameMatching(".*(Store|Rows|Rooms|ExternalInvoices|ExternalStatusListener)(\\$.*)?")))
                .because("the engine's rooms share these; others have DeliveryOrder, ProviderStatusUpdates and"
                        + " operations.DeliveryReview")
                .check(MAIN);
    }

    @ParameterizedTest
    @MethodSource("connectors")
    void one_provider_knows_nothing_of_another(String connector) {
        List<String> others = new ArrayList<>(CONNECTORS);
        others.remove(connector);
        if (connector.equals("queue")) {
            // SQS and SNS are paid for with the same credentials as the marketplace of AWS.
            others.remove("aws");
        }
        noClasses()
                .that()
                .resideInAPackage("io.downbeat.connectors." + connector + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages(
                        others.stream().map(other -> "connectors." + other).toList()))
                .because("a provider must be readable, and replaceable, alone")
                .check(MAIN);
    }

    static List<String> connectors() {
        return CONNECTORS;
    }

    @Test
    void every_package_has_its_floor() {
        List<String> known = FLOORS.stream().flatMap(List::stream).toList();
        assertThat(MAIN.stream().map(type -> type.getPackageName()).distinct())
                .allSatisfy(name -> assertThat(known).contains(name.split("\\.")[2]));
    }

    @Test
    void the_server_names_the_simulators_in_three_classes_only() {
        noClasses()
                .that()
                .resideInAPackage("io.downbeat..")
                .and()
                .doNotHaveFullyQualifiedName("io.downbeat.app.Simulators")
                .and()
                .doNotHaveFullyQualifiedName("io.downbeat.app.SandboxedProviders")
                .and()
                .doNotHaveFullyQualifiedName("io.downbeat.app.SandboxPlayground")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.downbeat.sandbox..")
                .because("the server starts without that module")
                .check(MAIN);
    }

    @Test
    void there_are_no_cycles_between_packages() {
        slices().matching("io.downbeat.(**)").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void core_is_pure() {
        classes()
                .that()
                .resideInAPackage("io.downbeat.core..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.downbeat.core..",
                        "java.lang..",
                        "java.util..",
                        "java.time..",
                        "java.math..",
                        "org.jspecify..")
                .because("the rules must be callable without a database, a server or a clock")
                .check(MAIN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rating", "pricing.rates"})
    void amounts_are_computed_purely(String room) {
        noClasses()
                .that()
                .resideInAPackage("io.downbeat." + room + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "io.downbeat.platform..", "java.sql..", "java.io..")
                .orShould()
                .dependOnClassesThat()
                .haveSimpleNameEndingWith("Store")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Usage.class, Pricing.class, Contracts.class, Customers.class, Products.class)
                .because("the same usage, prices and terms make the same lines, whoever asks and whenever")
                .check(MAIN);
    }

    @Test
    void a_product_does_not_know_what_it_costs() {
        noClasses()
                .that()
                .resideInAPackage("io.downbeat.pricing.products")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.downbeat.pricing", "io.downbeat.pricing.rates")
                .because("rates name products; what a rate contradicts reaches it as a fact")
                .check(MAIN);
    }

    @Test
    void nobody_outside_app_looks_at_the_time_of_day() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.downbeat.app..")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(InstantSource.class, "system")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Clock.class, "systemDefaultZone")
                .orShould()
                .callMethod(LocalDate.class, "now")
                .orShould()
                .callMethod(LocalDateTime.class, "now")
                .orShould()
                .callMethod(OffsetDateTime.class, "now")
                .orShould()
                .callMethod(ZonedDateTime.class, "now")
                .orShould()
                .callConstructor(Date.class)
                .because("time comes through the injected clock; only app creates it")
                .check(MAIN);
    }

    @Test
    void every_package_of_a_feature_says_what_it_owns() {
        MAIN.stream()
                .filter(type -> !type.getPackageName().equals("io.downbeat"))
                .map(type -> type.getPackage())
                .distinct()
                .forEach(folder -> assertThat(folder.tryGetPackageInfo())
                        .as("package-info of " + folder.getName())
                        .isPresent());
    }

    @Test
    void names_that_say_nothing_are_not_used() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .because("a name says what a thing is in the words of billing")
                .check(MAIN);
    }

    private static String[] packages(List<String> features) {
        return features.stream().map(feature -> "io.downbeat." + feature + "..").toArray(String[]::new);
    }
}

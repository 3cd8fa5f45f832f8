package io.downbeat;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

/**
 * A fact that several hear of reaches them in an order that stands here: each runs in the transaction of whoever published
 * it, after the ones before it. A new listener of such a fact has no place until it is written down.
 */
class ListenersTest {
    private static final Map<String, List<String>> IN_ORDER = Map.ofEntries(
            // The delivery exists before metering closes its books on the invoice. What was metered of an invoice is
            // locked before a delivery that was there already, as whoever writes down a record's outcome does.
            Map.entry(
                    "InvoicesFinalized",
                    List.of(
                            "OpenDeliveries",
                            "FollowInvoices",
                            "Withdrawals",
                            "WatchContracts",
                            "FollowPayments",
                            "CountPurchases",
                            "FollowAccounts")),
            Map.entry(
                    "InvoiceVoided",
                    List.of(
                            "FailedFinalizations",
                            "FollowInvoices",
                            "Withdrawals",
                            "WatchContracts",
                            "FollowPayments",
                            "CountPurchases",
                            "FollowAccounts")),
            // Drafts follow the contract before hours are metered for them.
            Map.entry(
                    "ContractCreated",
                    List.of(
                            "FollowContracts",
                            "WatchFutureSegments",
                            "FollowLifecycles",
                            "WatchContracts",
                            "FollowAccounts")),
            Map.entry(
                    "ContractChanged",
                    List.of(
                            "FollowContracts",
                            "FollowInvoices",
                            "WatchFutureSegments",
                            "FollowLifecycles",
                            "WatchContracts",
                            "BuyGatedCommits",
                            "FollowAccounts")),
            Map.entry(
                    "ContractArchived",
                    List.of(
                            "FollowContracts",
                            "WatchFutureSegments",
                            "FollowLifecycles",
                            "WatchContracts",
                            "FollowAccounts")),
            // The contracts and balances are changed before anybody notes that the customer is to be looked at.
            Map.entry("CustomerArchived", List.of("ArchiveContracts", "FollowAccounts")),
            // Whoever refuses a change does so before anything is planned to be told of it.
            Map.entry(
                    "BalanceChanged", List.of("FollowCommits", "FollowLifecycles", "WatchContracts", "FollowAccounts")),
            Map.entry("CustomFieldsChanged", List.of("WatchContracts", "FollowCustomFields")),
            Map.entry("ConfigurationsArchived", List.of("DisableThresholds", "FollowConfigurations", "FollowPayments")),
            // What was held back is let go before metering makes its records due.
            Map.entry("CredentialsUpdated", List.of("Circuits", "FollowConfigurations", "CheckAccounts")),
            Map.entry("RatesChanged", List.of("WatchContracts", "FollowRates")),
            Map.entry("UsageArrived", List.of("WatchContracts", "FollowAccounts")),
            // Whom alerts are about is noted last, and looked at afterwards.
            Map.entry("DraftsOpened", List.of("FollowInvoices", "WatchContracts", "FollowAccounts")),
            Map.entry("ChargesOpened", List.of("WatchContracts", "FollowAccounts")),
            // What waits for the money knows before the account is told.
            Map.entry("InvoiceRefused", List.of("FollowPayments", "StripeRefusals")),
            Map.entry("RouteChosenByHand", List.of("AcceptedRouteGuard", "MeteredRouteGuard")));

    @Test
    void listeners_of_one_fact_run_in_a_written_order() {
        JavaClasses main = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.downbeat");
        Map<String, List<JavaMethod>> byFact = main.stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.isAnnotatedWith(EventListener.class))
                .collect(Collectors.groupingBy(
                        method -> method.getRawParameterTypes().getFirst().getSimpleName()));
        Map<String, List<String>> found = new TreeMap<>();
        byFact.forEach((fact, listeners) -> {
            if (listeners.size() > 1) {
                assertThat(listeners.stream().map(ListenersTest::place))
                        .as("places of the listeners of %s", fact)
                        .doesNotHaveDuplicates()
                        .doesNotContain(Integer.MAX_VALUE);
                found.put(
                        fact,
                        listeners.stream()
                                .sorted(Comparator.comparing(ListenersTest::place))
                                .map(method -> method.getOwner().getSimpleName())
                                .toList());
            }
        });
        assertThat(found).isEqualTo(new TreeMap<>(IN_ORDER));
    }

    private static int place(JavaMethod listener) {
        return listener.isAnnotatedWith(Order.class)
                ? listener.getAnnotationOfType(Order.class).value()
                : Integer.MAX_VALUE;
    }
}

package io.downbeat.preflight;

import io.downbeat.customers.Customer;
import io.downbeat.customers.Customers;
import io.downbeat.delivery.InvoiceRoute;
import io.downbeat.delivery.InvoiceRoutes;
import io.downbeat.outbound.Preflight;
import io.downbeat.outbound.Preflight.Point;
import io.downbeat.outbound.Preflight.Verdict;
import io.downbeat.platform.http.Json;
import io.downbeat.providers.ProviderConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a question in two parts: what Downbeat can tell by itself, and what the provider says. The second one goes
 * over the network and never runs inside a transaction.
 */
final class ProviderChecks {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderChecks.class);
    private static final String CURRENCY = "currency";

    private final InvoiceRoutes routes;
    private final Customers customers;

    ProviderChecks(InvoiceRoutes routes, Customers customers) {
        this.routes = routes;
        this.customers = customers;
    }

    /** Everything about a configuration, Downbeat's own points first. */
    List<Point> all(Preflight question) {
        List<Point> points = new ArrayList<>(own(question));
        points.addAll(asked(question));
        return List.copyOf(points);
    }

    /** What can be told without asking anybody. */
    List<Point> own(Preflight question) {
        ProviderConfiguration configuration = question.configuration();
        List<Point> points = new ArrayList<>();
        points.add(archived(configuration));
        points.add(
                route(configuration).isPresent()
                        ? new Point("destination", Verdict.OK, "Downbeat delivers to " + destination(configuration))
                        : new Point(
                                "destination",
                                Verdict.FAILED,
                                "Downbeat has no way to deliver to " + destination(configuration)
                                        + "; choose another provider or delivery method"));
        if (configuration.provider().isMarketplace()) {
            points.addAll(question.dollarsOnly());
        }
        points.add(customer(configuration));
        return points;
    }

    /** What the provider says; a provider that cannot be asked, or does not answer, is no failure. */
    List<Point> asked(Preflight question) {
        Optional<InvoiceRoute> route = route(question.configuration());
        if (route.isEmpty()) {
            return List.of();
        }
        boolean isMarketplace = question.configuration().provider().isMarketplace();
        List<Point> points = answer(route.get(), question).stream()
                // Said already, and for every marketplace alike.
                .filter(point -> !(isMarketplace && point.name().equals(CURRENCY)))
                .toList();
        return points.isEmpty()
                ? List.of(
                        new Point("provider", Verdict.UNKNOWN, "this destination has no question that changes nothing"))
                : points;
    }

    private static List<Point> answer(InvoiceRoute route, Preflight question) {
        try {
            return route.preflight(question);
        } catch (RuntimeException failure) {
            // Its message may quote what was sent, so the answer does not repeat it.
            LOG.warn(
                    "the check of configuration {} failed",
                    question.configuration().id(),
                    failure);
            return List.of(new Point(
                    "provider",
                    Verdict.UNKNOWN,
                    "the provider could not be asked; ask again, or see the server's log"));
        }
    }

    private Optional<InvoiceRoute> route(ProviderConfiguration configuration) {
        return routes.find(configuration.provider(), configuration.deliveryMethod());
    }

    private static String destination(ProviderConfiguration configuration) {
        return configuration.provider().wire() + " by "
                + configuration.deliveryMethod().wire();
    }

    private static Point archived(ProviderConfiguration configuration) {
        return configuration.archivedAt() == null
                ? new Point("configuration", Verdict.OK, "it is live")
                : new Point(
                        "configuration",
                        Verdict.FAILED,
                        "it was archived at " + Json.instant(configuration.archivedAt())
                                + " and bills nothing; create another and change the contract to it");
    }

    private Point customer(ProviderConfiguration configuration) {
        boolean isLive = customers
                .find(configuration.customer())
                .filter(customer -> !customer.isArchived())
                .map(Customer::id)
                .isPresent();
        return isLive
                ? new Point("downbeat_customer", Verdict.OK, "the customer is live in Downbeat")
                : new Point(
                        "downbeat_customer",
                        Verdict.FAILED,
                        "the customer " + configuration.customer() + " is archived in Downbeat");
    }
}

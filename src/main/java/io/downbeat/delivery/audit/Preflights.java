package io.downbeat.delivery.audit;

import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.contracts.ProviderSegment;
import io.downbeat.contracts.ScheduledCharge;
import io.downbeat.core.CreditType;
import io.downbeat.core.ServicePeriod;
import io.downbeat.core.Timeline;
import io.downbeat.delivery.Preflight;
import io.downbeat.delivery.Preflight.Point;
import io.downbeat.delivery.Preflight.Verdict;
import io.downbeat.delivery.ProviderAdapter;
import io.downbeat.platform.Refused;
import io.downbeat.pricing.PriceBook;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.Product;
import io.downbeat.pricing.ProductId;
import io.downbeat.pricing.UsageTerm;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.providers.Providers;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether an invoice would get through with a configuration, before one has to. Changes nothing anywhere. */
class Preflights {
    private static final Logger LOG = LoggerFactory.getLogger(Preflights.class);

    /** @param ok nothing was seen that would keep an invoice from getting through; what could not be asked is no fault */
    record Report(ConfigurationId billingProviderConfigurationId, boolean ok, List<Point> points) {

        static Report of(ConfigurationId configuration, List<Point> points) {
            boolean ok = points.stream().noneMatch(point -> point.verdict() == Verdict.FAILED);
            return new Report(configuration, ok, List.copyOf(points));
        }
    }

    private final Providers providers;
    private final Contracts contracts;
    private final Pricing pricing;
    private final List<ProviderAdapter> adapters;
    private final InstantSource clock;

    Preflights(
            Providers providers,
            Contracts contracts,
            Pricing pricing,
            List<ProviderAdapter> adapters,
            InstantSource clock) {
        this.providers = providers;
        this.contracts = contracts;
        this.pricing = pricing;
        this.adapters = List.copyOf(adapters);
        this.clock = clock;
    }

    Report ofConfiguration(ConfigurationId id) {
        ProviderConfiguration configuration = providers
                .find(id)
                .orElseThrow(() -> Refused.invalid(
                        "billing_provider_configuration_id", "there is no billing provider configuration " + id));
        return report(configuration, null, List.of());
    }

    /**
     * @param effectiveAt the boundary of a segment; for {@code null} the next one to come, or the one in force if none is
     */
    Report ofSegment(ContractId id, @Nullable Instant effectiveAt) {
        ContractTerms terms = Optional.ofNullable(contracts.terms(List.of(id)).get(id))
                .orElseThrow(() -> Refused.invalid("contract_id", "there is no contract " + id));
        ProviderSegment segment = segment(terms.schedule(), effectiveAt);
        ConfigurationId configuration = segment.configuration();
        if (configuration == null) {
            throw Refused.rule("the segment from " + segment.effectiveAt() + " has no billing provider, so there is"
                    + " nothing to check");
        }
        ProviderConfiguration found = providers.find(configuration).orElseThrow();
        PriceBook book = terms.contract().rateCard() == null
                ? null
                : pricing.priceBook(terms.contract().rateCard());
        CreditType currency = book == null
                ? terms.charges().stream()
                        .map(ScheduledCharge::currency)
                        .findFirst()
                        .orElse(null)
                : book.currency();
        return report(found, currency, products(terms, book, segment.effectiveAt()));
    }

    private ProviderSegment segment(Timeline<ProviderSegment> schedule, @Nullable Instant effectiveAt) {
        if (effectiveAt != null) {
            return schedule.segments().stream()
                    .filter(segment -> segment.from().equals(effectiveAt))
                    .map(Timeline.Segment::value)
                    .findFirst()
                    .orElseThrow(() -> Refused.invalid("segment_effective_at", "no segment begins at " + effectiveAt));
        }
        Instant now = clock.instant();
        return schedule.nextChangeAfter(now)
                .flatMap(schedule::at)
                .or(() -> schedule.at(now))
                .map(Timeline.Segment::value)
                .orElseThrow(() -> Refused.rule("the contract has no billing provider configuration schedule"));
    }

    private List<Product> products(ContractTerms terms, @Nullable PriceBook book, Instant from) {
        Set<ProductId> ids = new LinkedHashSet<>();
        if (book != null) {
            ServicePeriod period = terms.contract()
                    .periods()
                    .containing(from)
                    .orElseGet(() -> terms.contract().periods().first());
            book.usageTerms(period).stream().map(UsageTerm::product).forEach(ids::add);
        }
        terms.charges().stream()
                .filter(charge -> charge.archivedAt() == null)
                .map(ScheduledCharge::product)
                .forEach(ids::add);
        return List.copyOf(pricing.products(ids).values());
    }

    private Report report(ProviderConfiguration configuration, @Nullable CreditType currency, List<Product> products) {
        List<Point> points = new ArrayList<>(general(configuration, currency));
        ProviderAdapter adapter = adapters.stream()
                .filter(each -> each.serves(configuration.provider(), configuration.deliveryMethod()))
                .findFirst()
                .orElse(null);
        String way = configuration.provider().wire() + " by "
                + configuration.deliveryMethod().wire();
        points.add(
                adapter == null
                        ? failed("adapter", "nothing delivers to " + way + " yet; choose another delivery method")
                        : new Point("adapter", Verdict.OK, "deliveries go to " + way));
        if (adapter != null) {
            points.addAll(asked(adapter, new Preflight(configuration, currency, products)));
        }
        return Report.of(configuration.id(), points);
    }

    private List<Point> general(ProviderConfiguration configuration, @Nullable CreditType currency) {
        List<Point> points = new ArrayList<>();
        points.add(
                configuration.isArchived()
                        ? failed(
                                "configuration", "archived at " + configuration.archivedAt() + "; schedule another one")
                        : new Point("configuration", Verdict.OK, "in force"));
        if (providers.deliveryMethod(configuration.deliveryMethodId()).isEmpty()) {
            points.add(failed("delivery_method", "its delivery method is not set up; set it up again"));
        } else {
            points.add(new Point("delivery_method", Verdict.OK, "set up"));
        }
        if (currency != null && configuration.provider().isMarketplace()) {
            points.add(
                    currency.isoCode().equals("USD")
                            ? new Point("currency", Verdict.OK, "marketplaces bill in USD")
                            : failed(
                                    "currency",
                                    "the contract bills in " + currency.isoCode()
                                            + ", marketplaces in USD only; its invoices would be skipped"));
        }
        return points;
    }

    /** A fault of an adapter is no fault of the configuration; its words may quote anything, so they are only logged. */
    private static List<Point> asked(ProviderAdapter adapter, Preflight question) {
        try {
            return adapter.preflight(question);
        } catch (RuntimeException failure) {
            LOG.warn(
                    "the pre-flight of configuration {} failed",
                    question.configuration().id(),
                    failure);
            return List.of(new Point("provider", Verdict.UNKNOWN, "the question failed; see the server's log"));
        }
    }

    private static Point failed(String name, String detail) {
        return new Point(name, Verdict.FAILED, detail);
    }
}

package io.downbeat.preflight;

import io.downbeat.balances.Balance;
import io.downbeat.balances.PaymentSchedule;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.ScheduledCharge;
import io.downbeat.contracts.commits.RecurringPart;
import io.downbeat.contracts.discounts.Discount;
import io.downbeat.contracts.services.ProfessionalService;
import io.downbeat.contracts.subscriptions.Subscription;
import io.downbeat.contracts.thresholds.PaymentGate;
import io.downbeat.contracts.thresholds.Threshold;
import io.downbeat.contracts.thresholds.Thresholds;
import io.downbeat.core.CreditType;
import io.downbeat.core.ServicePeriod;
import io.downbeat.outbound.Preflight;
import io.downbeat.pricing.PriceBook;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.RateCardId;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.rating.prices.ContractPrices;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an adapter has to know about a contract to say whether its invoices would get through. */
final class Questions {
    private final Pricing pricing;

    Questions(Pricing pricing) {
        this.pricing = pricing;
    }

    /**
     * @param moment from whose service period on the products are: those of its usage, and of whatever else is billed then or
     *     later
     */
    Preflight about(ContractTerms terms, ProviderConfiguration configuration, Instant moment) {
        PriceBook book = book(terms.contract().rateCard());
        return new Preflight(configuration, currency(terms, book), products(terms, book, moment));
    }

    private @Nullable PriceBook book(@Nullable RateCardId card) {
        return card == null ? null : pricing.priceBooks(List.of(card)).get(card);
    }

    private static @Nullable CreditType currency(ContractTerms terms, @Nullable PriceBook book) {
        if (book != null) {
            return book.currency();
        }
        // Without a rate card nothing is billed but what has a date of its own.
        return Stream.concat(
                        live(terms).map(ScheduledCharge::currency),
                        payments(terms).map(PaymentSchedule::currency))
                .findFirst()
                .orElse(null);
    }

    private List<Product> products(ContractTerms terms, @Nullable PriceBook book, Instant moment) {
        Optional<ServicePeriod> period = terms.contract().periods().containing(moment);
        Instant from = period.map(ServicePeriod::start).orElse(moment);
        Set<ProductId> ids = new LinkedHashSet<>();
        ids.addAll(dated(terms, from));
        ids.addAll(recurring(terms, from));
        if (book != null && period.isPresent()) {
            ContractPrices.intervals(book, terms, period.get(), false)
                    .forEach(interval -> ids.add(interval.term().product().id()));
        }
        return ids.isEmpty()
                ? List.of()
                : pricing.products(ids).values().stream()
                        .sorted(Comparator.comparing(Product::name)
                                .thenComparing(product -> product.id().value()))
                        .toList();
    }

    /** What is billed, or taken off, on a date that is not over. */
    private static List<ProductId> dated(ContractTerms terms, Instant from) {
        List<ProductId> ids = new ArrayList<>();
        live(terms)
                .filter(charge -> charge.items().stream().anyMatch(item -> isFrom(item.timestamp(), from)))
                .forEach(charge -> ids.add(charge.product()));
        terms.get(Discount.KIND).stream()
                .filter(discount -> discount.items().stream().anyMatch(item -> isFrom(item.timestamp(), from)))
                .forEach(discount -> ids.add(discount.product()));
        invoiced(terms)
                .filter(commit -> Objects.requireNonNull(commit.payments()).items().stream()
                        .anyMatch(item -> isFrom(item.timestamp(), from)))
                .forEach(commit -> ids.add(commit.terms().product()));
        return ids;
    }

    /** What is billed again and again, or whenever somebody or a threshold asks for it. */
    private static List<ProductId> recurring(ContractTerms terms, Instant from) {
        List<ProductId> ids = new ArrayList<>(RecurringPart.paidAfter(terms, from));
        terms.get(Subscription.KIND).stream()
                .filter(subscription -> {
                    Instant end = subscription.end(terms.contract());
                    return end == null || end.isAfter(from);
                })
                .forEach(subscription -> ids.add(subscription.product().id()));
        terms.get(ProfessionalService.KIND).forEach(service -> ids.add(service.product()));
        Thresholds thresholds = terms.get(Thresholds.KIND);
        Stream.<@Nullable Threshold>of(thresholds.spend(), thresholds.prepaidBalance())
                .filter(Objects::nonNull)
                .filter(threshold -> threshold.isEnabled() && threshold.gate().type() != PaymentGate.Type.EXTERNAL)
                .forEach(threshold -> ids.add(threshold.commit().product()));
        return ids;
    }

    private static boolean isFrom(Instant date, Instant from) {
        return !date.isBefore(from);
    }

    private static Stream<ScheduledCharge> live(ContractTerms terms) {
        return terms.charges().stream().filter(charge -> charge.archivedAt() == null);
    }

    /** Commits of the contract and of its customer that are paid on its invoices. */
    private static Stream<Balance> invoiced(ContractTerms terms) {
        return Stream.of(ContractTerms.BALANCES, ContractTerms.BILLED_COMMITS)
                .flatMap(kind -> terms.get(kind).stream())
                .filter(commit -> !commit.isArchived()
                        && commit.payments() != null
                        && !commit.payments().doNotInvoice()
                        && !commit.payments().restWaived());
    }

    private static Stream<PaymentSchedule> payments(ContractTerms terms) {
        return invoiced(terms).map(commit -> Objects.requireNonNull(commit.payments()));
    }
}

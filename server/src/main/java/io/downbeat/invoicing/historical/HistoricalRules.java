package io.downbeat.invoicing.historical;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.core.ServicePeriod;
import io.downbeat.invoicing.UsagePeriods;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import io.downbeat.pricing.PriceBook;
import io.downbeat.rating.prices.ContractPrices;
import io.downbeat.rating.prices.PricedInterval;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Whether a contract can have the historical invoice that is asked for (pricing.md 16, E-32). Pure. */
public final class HistoricalRules {
    private static final String CONTRACT = "contract_id";
    private static final String FROM = "inclusive_start_date";
    private static final String UNTIL = "exclusive_end_date";

    private HistoricalRules() {}

    /** @throws Refused if it has no such card, period or price, or the period is invoiced by itself */
    public static void check(HistoricalInvoice asked, ContractTerms terms, PriceBook book, Instant now) {
        periodIsBeforeGeneration(asked, terms.contract(), now);
        if (!book.currency().id().equals(asked.creditType())) {
            throw asked.body()
                    .invalid(
                            "credit_type_id",
                            "must be the currency of the contract's rate card, "
                                    + book.currency().id());
        }
        List<PricedInterval> prices = ContractPrices.intervals(book, terms, asked.period(), false);
        asked.items().forEach(item -> isPriced(item, prices));
    }

    /** @throws Refused if it has no usage invoices at all */
    public static void hasUsageInvoices(HistoricalInvoice asked, Contract contract) {
        if (contract.isArchived()) {
            throw asked.body().invalid(CONTRACT, "is archived, and gets no more invoices");
        }
        if (contract.rateCard() == null) {
            throw asked.body().invalid(CONTRACT, "has no rate card, so usage has no price on it");
        }
    }

    private static void periodIsBeforeGeneration(HistoricalInvoice asked, Contract contract, Instant now) {
        Body body = asked.body();
        Instant generation = contract.invoiceGenerationStartingAt();
        if (generation == null) {
            throw body.invalid(
                    CONTRACT,
                    "has no usage_statement_schedule.invoice_generation_starting_at, so all its periods are invoiced by"
                            + " themselves");
        }
        ServicePeriod period = asked.period();
        ServicePeriod onGrid = contract.periods()
                .containing(period.start())
                .orElseThrow(() -> body.invalid(FROM, "is outside of the contract"));
        if (!onGrid.equals(period)) {
            throw body.invalid(
                    onGrid.start().equals(period.start()) ? UNTIL : FROM,
                    "must cover one service period of the contract; the one that " + Json.instant(period.start())
                            + " lies in is from " + Json.instant(onGrid.start()) + " to " + Json.instant(onGrid.end()));
        }
        if (UsagePeriods.isInvoiced(contract, period)) {
            throw body.invalid(
                    FROM,
                    "is not before the contract's invoice_generation_starting_at, " + Json.instant(generation)
                            + "; such a period is invoiced by itself");
        }
        if (period.end().isAfter(now)) {
            throw body.invalid(UNTIL, "is in the future; a historical invoice is of a period that is over");
        }
    }

    private static void isPriced(HistoricalInvoice.Item item, List<PricedInterval> prices) {
        HistoricalUsage usage = item.usage();
        List<PricedInterval> ofProduct = prices.stream()
                .filter(price ->
                        price.term().isMetered() && price.term().product().id().equals(usage.product()))
                .toList();
        if (ofProduct.isEmpty()) {
            throw item.body().invalid("product_id", "has no rate for usage on the contract's rate card in this period");
        }
        List<PricedInterval> ofGroup = ofProduct.stream()
                .filter(price -> price.term().pricingGroupValues().equals(usage.pricingGroupValues()))
                .toList();
        if (ofGroup.isEmpty()) {
            throw item.body()
                    .invalid(
                            "pricing_group_values",
                            "must be those that the contract's rate card has a rate for; there is none for these");
        }
        if (!ofGroup.getFirst()
                .term()
                .presentationGroupKey()
                .containsAll(usage.presentationGroupValues().keySet())) {
            throw item.body()
                    .invalid(
                            "presentation_group_values",
                            "must name properties of the product's presentation_group_key only: "
                                    + ofGroup.getFirst().term().presentationGroupKey());
        }
        List<PricedInterval> its = ofGroup.stream()
                .filter(price -> price.includes(usage.group()))
                .sorted(Comparator.comparing(price -> price.term().from()))
                .toList();
        usage.parts().forEach(part -> isOfOnePrice(item.body(), part, its));
    }

    private static void isOfOnePrice(Body body, HistoricalUsage.Part part, List<PricedInterval> prices) {
        Optional<PricedInterval> atStart = prices.stream()
                .filter(price -> !part.from().isBefore(price.term().from())
                        && part.from().isBefore(price.term().until()))
                .findFirst();
        if (atStart.isEmpty()) {
            throw body.invalid("product_id", "has no rate at " + Json.instant(part.from()));
        }
        Instant end = atStart.get().term().until();
        if (part.until().isAfter(end)) {
            throw body.invalid(
                    UNTIL,
                    "the product's price changes at " + Json.instant(end)
                            + "; give one item up to then and one from then"
                            + " on, or subtotals_with_quantity that do not go beyond it");
        }
    }
}

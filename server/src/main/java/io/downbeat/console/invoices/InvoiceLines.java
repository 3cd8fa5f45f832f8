package io.downbeat.console.invoices;

import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceType;
import io.downbeat.console.words.Figures;
import io.downbeat.console.words.Moments;
import io.downbeat.console.words.Money;
import io.downbeat.core.ServicePeriod;
import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.Invoice;
import io.downbeat.pricing.rates.TierRange;
import io.downbeat.rating.InvoiceLine;
import io.downbeat.rating.Quantity;
import io.downbeat.rating.Rating;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The lines of an invoice in words; the numbers are those of the API's JSON. Pure. */
final class InvoiceLines {
    private static final int A_PAGE = 50;

    private InvoiceLines() {}

    /**
     * @param holders whose the commits and credits are that the lines name
     * @param from how many lines to pass over
     * @param path of the invoice's page
     */
    static InvoicePage.Lines of(Invoice invoice, Map<BalanceId, CustomerId> holders, int from, String path) {
        List<InvoiceLine> all = invoice.lines();
        int first = Math.clamp(from, 0, Math.max(0, all.size() - 1));
        int end = Math.min(all.size(), first + A_PAGE);
        return new InvoicePage.Lines(
                all.subList(first, end).stream()
                        .map(line -> line(invoice, holders, line))
                        .toList(),
                all.stream().allMatch(InvoiceLine::isInSubtotal)
                        ? ""
                        : Money.text(Rating.subtotal(invoice.currency(), all)),
                Money.text(invoice.total()),
                all.size() <= A_PAGE ? "" : "Lines " + (first + 1) + " to " + end + " of " + all.size(),
                end == all.size() ? "" : path + "?from_line=" + end);
    }

    private static InvoicePage.Line line(Invoice invoice, Map<BalanceId, CustomerId> holders, InvoiceLine line) {
        return new InvoicePage.Line(
                line.name(),
                details(line),
                link(invoice, holders, line),
                line.source() instanceof InvoiceLine.Applied,
                when(invoice, line.source()),
                quantity(line),
                unitPrice(line),
                Money.text(line.total()));
    }

    /** What pays the line, is taken off by it, or is bought. */
    static Optional<BalanceId> balance(InvoiceLine line) {
        return line.source() instanceof InvoiceLine.CommitPurchase purchase
                ? Optional.of(purchase.commit())
                : Optional.ofNullable(line.paidBy()).map(InvoiceLine.PaidBy::balance);
    }

    /** To its page; none of a commit that is bought and not there before it is paid. */
    private static InvoicePage.@Nullable Link link(
            Invoice invoice, Map<BalanceId, CustomerId> holders, InvoiceLine line) {
        InvoiceLine.PaidBy paidBy = line.paidBy();
        String says = paidBy == null ? "pays for this commit" : says(invoice, line, paidBy);
        return balance(line)
                .filter(holders::containsKey)
                .map(id -> new InvoicePage.Link(says, "/console/balances/" + holders.get(id) + "/" + id))
                .orElse(null);
    }

    private static String says(Invoice invoice, InvoiceLine line, InvoiceLine.PaidBy paidBy) {
        if (!(line.source() instanceof InvoiceLine.Applied)) {
            return "paid by " + name(invoice, paidBy.balance());
        }
        return paidBy.type() == BalanceType.POSTPAID ? "owed all the same: it counts towards the commit" : "";
    }

    /** As the line that takes off what it pays names it. */
    private static String name(Invoice invoice, BalanceId balance) {
        return invoice.lines().stream()
                .filter(line -> line.source() instanceof InvoiceLine.Applied applied
                        && applied.paidBy().balance().equals(balance))
                .map(line -> line.name().replaceFirst(" applied$", ""))
                .findFirst()
                .orElse("a commit or credit");
    }

    private static String quantity(InvoiceLine line) {
        Quantity quantity = line.quantity();
        return quantity == null
                ? ""
                : line.isShare() ? Money.text(quantity.money()) : Figures.quantity(quantity.units());
    }

    private static String unitPrice(InvoiceLine line) {
        Quantity quantity = line.quantity();
        return quantity == null
                ? ""
                : line.isShare() ? Figures.quantity(quantity.percent()) + "%" : Money.text(quantity.unitPrice());
    }

    private static List<String> details(InvoiceLine line) {
        InvoiceLine.Source source = line.source();
        List<String> details = new ArrayList<>();
        Map<String, String> groups = new TreeMap<>(source.pricingGroupValues());
        groups.putAll(source.presentationGroupValues());
        groups.forEach((name, value) -> details.add(name + ": " + value));
        TierRange tier = line.tier();
        if (tier != null && !line.isShare()) {
            details.add(tier(tier));
        }
        return details;
    }

    private static String tier(TierRange tier) {
        String from = Figures.quantity(tier.startingAt());
        String until = tier.endingAt() == null ? null : Figures.quantity(tier.endingAt());
        if (tier.startingAt().signum() == 0) {
            return "Tier " + tier.level() + ": " + (until == null ? "all units" : "up to " + until);
        }
        return "Tier " + tier.level() + ": above " + from + (until == null ? "" : " up to " + until);
    }

    /** What takes off shares all with the line before it, which says when. */
    private static String when(Invoice invoice, InvoiceLine.Source source) {
        if (source instanceof InvoiceLine.Applied) {
            return "";
        }
        if (source.endingBefore() == null) {
            return Moments.day(source.startingAt());
        }
        ServicePeriod covered = new ServicePeriod(source.startingAt(), source.endingBefore());
        return covered.equals(invoice.period()) ? "whole period" : Moments.period(covered);
    }
}

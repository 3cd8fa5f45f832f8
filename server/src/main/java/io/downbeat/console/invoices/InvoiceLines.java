package io.downbeat.console.invoices;

import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceType;
import io.downbeat.console.words.Figures;
import io.downbeat.console.words.Moments;
import io.downbeat.console.words.Money;
import io.downbeat.core.ServicePeriod;
import io.downbeat.invoicing.Invoice;
import io.downbeat.pricing.rates.TierRange;
import io.downbeat.rating.InvoiceLine;
import io.downbeat.rating.Quantity;
import io.downbeat.rating.Rating;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The lines of an invoice in words; the numbers are those of the API's JSON. Pure. */
final class InvoiceLines {
    private static final int A_PAGE = 50;

    private InvoiceLines() {}

    /**
     * @param from how many lines to pass over
     * @param path of the invoice's page
     */
    static InvoicePage.Lines of(Invoice invoice, int from, String path) {
        List<InvoiceLine> all = invoice.lines();
        int first = Math.clamp(from, 0, Math.max(0, all.size() - 1));
        int end = Math.min(all.size(), first + A_PAGE);
        return new InvoicePage.Lines(
                all.subList(first, end).stream()
                        .map(line -> line(invoice, line))
                        .toList(),
                all.stream().allMatch(InvoiceLine::isInSubtotal)
                        ? ""
                        : Money.text(Rating.subtotal(invoice.currency(), all)),
                Money.text(invoice.total()),
                all.size() <= A_PAGE ? "" : "Lines " + (first + 1) + " to " + end + " of " + all.size(),
                end == all.size() ? "" : path + "?from_line=" + end);
    }

    private static InvoicePage.Line line(Invoice invoice, InvoiceLine line) {
        return new InvoicePage.Line(
                line.name(),
                details(line),
                balance(invoice, line),
                line.source() instanceof InvoiceLine.Applied,
                when(invoice, line.source()),
                quantity(line),
                unitPrice(line),
                Money.text(line.total()));
    }

    /** What pays the line, is taken off by it, or is bought. */
    private static InvoicePage.@Nullable Link balance(Invoice invoice, InvoiceLine line) {
        String path = "/console/balances/" + invoice.customer() + "/";
        if (line.source() instanceof InvoiceLine.CommitPurchase purchase) {
            return new InvoicePage.Link("pays for this commit", path + purchase.commit());
        }
        InvoiceLine.PaidBy paidBy = line.paidBy();
        if (paidBy == null) {
            return null;
        }
        return new InvoicePage.Link(says(invoice, line, paidBy), path + paidBy.balance());
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

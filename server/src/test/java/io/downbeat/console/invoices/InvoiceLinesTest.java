package io.downbeat.console.invoices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.downbeat.contracts.ContractId;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.core.ServicePeriod;
import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.invoicing.InvoiceSubject;
import io.downbeat.invoicing.InvoiceType;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.rates.TierRange;
import io.downbeat.rating.InvoiceLine;
import io.downbeat.rating.LineId;
import io.downbeat.rating.ProductRef;
import io.downbeat.rating.Quantity;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Lines in words: no digit is lost, tiers are named by their bounds, and many lines come fifty a page. */
class InvoiceLinesTest {
    private static final UUID ID = UUID.fromString("00000000-0000-0000-0000-000000000001");
    private static final ServicePeriod JANUARY =
            new ServicePeriod(Instant.parse("2025-01-01T00:00:00Z"), Instant.parse("2025-02-01T00:00:00Z"));

    private static InvoiceLine line(String units, String price, long total, @Nullable TierRange tier) {
        return new InvoiceLine(
                new LineId(ID),
                new ProductRef(new ProductId(ID), "Tokens"),
                new Quantity(new BigDecimal(units), new Amount(new BigDecimal(price), CreditType.USD_CENTS)),
                Amount.cents(total),
                new InvoiceLine.Usage(JANUARY.start(), JANUARY.end(), Map.of("region", "eu"), Map.of(), tier, null));
    }

    private static Invoice invoice(List<InvoiceLine> lines) {
        var subject = new InvoiceSubject(
                new InvoiceId(ID),
                new CustomerId(ID),
                new ContractId(ID),
                InvoiceType.USAGE,
                JANUARY,
                JANUARY.end(),
                CreditType.USD_CENTS,
                null,
                JANUARY.start());
        Amount total = Amount.sum(
                CreditType.USD_CENTS, lines.stream().map(InvoiceLine::total).toList());
        return new Invoice(subject, InvoiceStatus.DRAFT, lines, total, 0, null, null, null);
    }

    private static InvoicePage.Lines lines(int from, InvoiceLine... lines) {
        return InvoiceLines.of(invoice(List.of(lines)), Map.of(), from, "/here");
    }

    @Test
    void every_digit_is_shown_and_each_tier_is_named_by_its_bounds() {
        InvoicePage.Lines shown = lines(
                0,
                line("1000", "0.0125", 13, new TierRange(1, BigDecimal.ZERO, new BigDecimal("1000"))),
                line("234.5", "0.01", 2, new TierRange(2, new BigDecimal("1000"), null)));
        assertThat(shown.total()).isEqualTo("$0.15");
        assertThat(shown.rows())
                .extracting(InvoicePage.Line::quantity, InvoicePage.Line::unitPrice, InvoicePage.Line::amount)
                .containsExactly(tuple("1,000", "$0.000125", "$0.13"), tuple("234.5", "$0.0001", "$0.02"));
        assertThat(shown.rows().getFirst().details()).containsExactly("region: eu", "Tier 1: up to 1,000");
        assertThat(shown.rows().getLast().details()).containsExactly("region: eu", "Tier 2: above 1,000");
        assertThat(shown.rows().getFirst().when()).isEqualTo("whole period");
    }

    @Test
    void fifty_lines_are_one_page_and_one_more_begins_another() {
        InvoiceLine[] fifty =
                Stream.generate(() -> line("1", "1", 1, null)).limit(50).toArray(InvoiceLine[]::new);
        assertThat(lines(0, fifty).next()).isEmpty();
        assertThat(lines(0, fifty).shown()).isEmpty();
        InvoiceLine[] more =
                Stream.generate(() -> line("1", "1", 1, null)).limit(51).toArray(InvoiceLine[]::new);
        InvoicePage.Lines first = lines(0, more);
        assertThat(first.rows()).hasSize(50);
        assertThat(first.next()).isEqualTo("/here?from_line=50");
        assertThat(first.shown()).isEqualTo("Lines 1 to 50 of 51");
        InvoicePage.Lines second = lines(50, more);
        assertThat(second.rows()).hasSize(1);
        assertThat(second.next()).isEmpty();
        assertThat(second.total()).as("of all of them").isEqualTo("$0.51");
        assertThat(lines(900, more).rows())
                .as("beyond the end the last is shown")
                .hasSize(1);
    }

    @Test
    void an_invoice_without_lines_comes_to_nothing() {
        assertThat(lines(0).rows()).isEmpty();
        assertThat(lines(7).total()).isEqualTo("$0.00");
    }
}

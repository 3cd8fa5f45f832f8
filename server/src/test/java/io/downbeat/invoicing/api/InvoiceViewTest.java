package io.downbeat.invoicing.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ScheduledCharge;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.core.ServicePeriod;
import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.ExternalInvoice;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.invoicing.InvoiceSubject;
import io.downbeat.invoicing.InvoiceType;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.rates.TierRange;
import io.downbeat.rating.InvoiceLine;
import io.downbeat.rating.LineId;
import io.downbeat.rating.ProductRef;
import io.downbeat.rating.Quantity;
import io.downbeat.rating.Rating;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InvoiceViewTest {
    private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2025-02-01T00:00:00Z");

    private static final InvoiceId ID = new InvoiceId(new UUID(4, 1));

    private static Invoice usageInvoice() {
        var usage = new InvoiceLine(
                new LineId(new UUID(1, 1)),
                new ProductRef(new ProductId(new UUID(2, 1)), "Tokens"),
                new Quantity(new BigDecimal("12.50"), Amount.cents(100)),
                Amount.cents(1250),
                new InvoiceLine.Usage(
                        START,
                        END,
                        Map.of("region", "eu"),
                        Map.of("team", "a"),
                        new TierRange(2, new BigDecimal("5"), null),
                        null));
        var fee = new InvoiceLine(
                new LineId(new UUID(1, 2)),
                new ProductRef(new ProductId(new UUID(2, 2)), "Fee"),
                new Quantity(BigDecimal.ONE, Amount.cents(7500)),
                Amount.cents(7500),
                new InvoiceLine.Scheduled(new UUID(3, 1), new ScheduledCharge.ItemId(new UUID(3, 2)), END));
        InvoiceId voided = new InvoiceId(new UUID(4, 4));
        return invoice(InvoiceType.USAGE, new ServicePeriod(START, END), voided, List.of(usage, fee), 30);
    }

    private static Invoice scheduledInvoice() {
        return invoice(InvoiceType.SCHEDULED, null, null, List.of(), 0);
    }

    private static Invoice invoice(
            InvoiceType type,
            @Nullable ServicePeriod period,
            @Nullable InvoiceId regeneratedFrom,
            List<InvoiceLine> lines,
            int days) {
        var subject = new InvoiceSubject(
                ID,
                new CustomerId(new UUID(4, 2)),
                new ContractId(new UUID(4, 3)),
                type,
                period,
                END,
                CreditType.USD_CENTS,
                regeneratedFrom,
                START);
        Amount total = Rating.total(CreditType.USD_CENTS, lines);
        return new Invoice(subject, InvoiceStatus.DRAFT, lines, total, days, null, null, null);
    }

    @Test
    void an_invoice_with_usage_and_a_charge_is_shown_byte_for_byte_like_this() {
        var external = new ExternalInvoice(
                "stripe",
                "in_1",
                "PAID",
                END,
                new BigDecimal("8750"),
                new BigDecimal("8750.00"),
                null,
                "https://x",
                null);
        var around = new InvoiceView.Around(Map.of("a", "b"), Map.of("c", "d"), external, false);

        assertThat(Json.write(InvoiceView.of(usageInvoice(), around))).isEqualTo("""
            {"id":"00000000-0000-0004-0000-000000000001",\
            "customer_id":"00000000-0000-0004-0000-000000000002",\
            "contract_id":"00000000-0000-0004-0000-000000000003","type":"USAGE","status":"DRAFT",\
            "credit_type":{"id":"2714e483-4ff1-48e4-9e25-ac732e8f24f2","name":"USD (cents)"},\
            "line_items":[{"credit_type":{"id":"2714e483-4ff1-48e4-9e25-ac732e8f24f2",\
            "name":"USD (cents)"},"type":"usage","name":"Tokens","total":1250,"quantity":12.5,\
            "unit_price":100,"product_id":"00000000-0000-0002-0000-000000000001",\
            "product_type":"UsageProductListItem","starting_at":"2025-01-01T00:00:00.000Z",\
            "ending_before":"2025-02-01T00:00:00.000Z","pricing_group_values":{"region":"eu"},\
            "presentation_group_values":{"team":"a"},"tier":{"level":2,"starting_at":"5","size":null}},\
            {"credit_type":{"id":"2714e483-4ff1-48e4-9e25-ac732e8f24f2","name":"USD (cents)"},\
            "type":"scheduled","name":"Fee","total":7500,"quantity":1,"unit_price":7500,\
            "product_id":"00000000-0000-0002-0000-000000000002","product_type":"FixedProductListItem",\
            "starting_at":"2025-02-01T00:00:00.000Z",\
            "scheduled_charge_id":"00000000-0000-0003-0000-000000000001"}],"subtotal":8750,"total":8750,\
            "start_timestamp":"2025-01-01T00:00:00.000Z","end_timestamp":"2025-02-01T00:00:00.000Z",\
            "issued_at":"2025-02-01T00:00:00.000Z","created_at":"2025-01-01T00:00:00.000Z",\
            "net_payment_terms_days":30,"billable_status":"billable","custom_fields":{},\
            "contract_custom_fields":{"a":"b"},"customer_custom_fields":{"c":"d"},\
            "external_invoice":{"billing_provider_type":"stripe","invoice_id":"in_1",\
            "issued_at_timestamp":"2025-02-01T00:00:00.000Z","external_status":"PAID",\
            "pdf_url":"https://x","invoiced_total":8750,"invoiced_sub_total":8750},\
            "regenerated_from_invoice_id":"00000000-0000-0004-0000-000000000004"}\
            """);
    }

    @Test
    void a_scheduled_invoice_and_its_window_are_shown_byte_for_byte_like_this() {
        var around = new InvoiceView.Around(Map.of(), Map.of(), null, false);
        InvoiceView scheduled = InvoiceView.of(scheduledInvoice(), around);

        assertThat(Json.write(scheduled)).isEqualTo("""
            {"id":"00000000-0000-0004-0000-000000000001",\
            "customer_id":"00000000-0000-0004-0000-000000000002",\
            "contract_id":"00000000-0000-0004-0000-000000000003","type":"SCHEDULED","status":"DRAFT",\
            "credit_type":{"id":"2714e483-4ff1-48e4-9e25-ac732e8f24f2","name":"USD (cents)"},\
            "line_items":[],"subtotal":0,"total":0,"issued_at":"2025-02-01T00:00:00.000Z",\
            "created_at":"2025-01-01T00:00:00.000Z","net_payment_terms_days":0,\
            "billable_status":"billable","custom_fields":{},"contract_custom_fields":{},\
            "customer_custom_fields":{},"external_invoice":null}\
            """);
        assertThat(Json.write(new InvoiceView.Breakdown(START, END, scheduled))).isEqualTo("""
            {"breakdown_start_timestamp":"2025-01-01T00:00:00.000Z",\
            "breakdown_end_timestamp":"2025-02-01T00:00:00.000Z",\
            "id":"00000000-0000-0004-0000-000000000001",\
            "customer_id":"00000000-0000-0004-0000-000000000002",\
            "contract_id":"00000000-0000-0004-0000-000000000003","type":"SCHEDULED","status":"DRAFT",\
            "credit_type":{"id":"2714e483-4ff1-48e4-9e25-ac732e8f24f2","name":"USD (cents)"},\
            "line_items":[],"subtotal":0,"total":0,"issued_at":"2025-02-01T00:00:00.000Z",\
            "created_at":"2025-01-01T00:00:00.000Z","net_payment_terms_days":0,\
            "billable_status":"billable","custom_fields":{},"contract_custom_fields":{},\
            "customer_custom_fields":{},"external_invoice":null}\
            """);
    }
}

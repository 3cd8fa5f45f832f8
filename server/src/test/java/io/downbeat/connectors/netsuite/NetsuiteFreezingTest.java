package io.downbeat.connectors.netsuite;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ScheduledCharge;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.Frozen;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.invoicing.InvoiceSubject;
import io.downbeat.invoicing.InvoiceType;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.pricing.products.ProductType;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.DeliveryMethodType;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.rating.InvoiceLine;
import io.downbeat.rating.LineId;
import io.downbeat.rating.ProductRef;
import io.downbeat.rating.Quantity;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetsuiteFreezingTest {
    private static final ProductId MAPPED = new ProductId(UUID.randomUUID());
    private static final ProductId UNMAPPED = new ProductId(UUID.randomUUID());
    private static final CreditType EUR = new CreditType(UUID.randomUUID(), "EUR", "EUR", 2);
    private static final CreditType JPY = new CreditType(UUID.randomUUID(), "JPY", "JPY", 2);

    @ParameterizedTest
    @CsvSource({
        // quantity, unit price and total in cents; then what goes out in dollars
        "4, 250, 1000, 4, 2.5, 10",
        "3, 33.3333, 100, 1, 1, 1",
        "0.5, 1, 1, 1, 0.01, 0.01",
        "1.23456, 100000, 123456, 1.23456, 1000, 1234.56",
        "1.234567, 1000000, 1234567, 1, 12345.67, 12345.67",
        "0, 250, 0, 1, 0, 0"
    })
    void a_line_costs_in_dollars_exactly_what_ours_does(
            String quantity, String price, String total, String sentQuantity, String rate, String amount) {
        NetsuitePayload payload = payload(invoice(CreditType.USD_CENTS, line(MAPPED, quantity, price, total)));

        NetsuitePayload.Line line = payload.lines().getFirst();
        assertThat(line.quantity()).isEqualByComparingTo(sentQuantity);
        assertThat(line.rate()).isEqualByComparingTo(rate);
        assertThat(line.amount()).isEqualByComparingTo(amount);
        assertThat(line.item()).isEqualTo("144");
        assertThat(payload.netTotal()).isEqualByComparingTo(amount);
        assertThat(payload.total()).isEqualByComparingTo(total);
    }

    @Test
    void other_currencies_are_whole_units_already() {
        NetsuitePayload payload = payload(invoice(EUR, line(MAPPED, "1", "12.35", "12.35")));
        assertThat(payload.netTotal()).isEqualByComparingTo("12.35");
        assertThat(payload.currency()).isEqualTo("EUR");
    }

    @Test
    void dates_are_the_utc_day_of_issue_and_the_payment_terms_after_it() {
        NetsuitePayload payload = payload(invoice(CreditType.USD_CENTS, line(MAPPED, "1", "5", "5")));
        assertThat(payload.header().tranDate()).isEqualTo("2025-02-02");
        assertThat(payload.header().dueDate()).isEqualTo("2025-03-04");
    }

    /** A sign outside of the basic plane is two chars; cut between them, half of it is no text any more. */
    @Test
    void a_long_name_is_never_cut_through_the_middle_of_a_sign() {
        for (int before = 995; before <= 1000; before++) {
            InvoiceLine long_ = named("x".repeat(before) + "\uD83D\uDE80 and more");

            NetsuitePayload payload = payload(invoice(CreditType.USD_CENTS, long_));

            String description = payload.lines().getFirst().description();
            assertThat(description.length()).isBetween(998, 999);
            assertThat(Character.isHighSurrogate(description.charAt(description.length() - 1)))
                    .isFalse();
        }
    }

    @Test
    void a_product_without_an_item_is_named_with_the_way_out() {
        Frozen frozen =
                freeze(invoice(CreditType.USD_CENTS, line(MAPPED, "1", "5", "5"), line(UNMAPPED, "1", "5", "5")), "");

        assertThat(frozen)
                .isInstanceOfSatisfying(
                        Frozen.Unsendable.class,
                        unsendable -> assertThat(unsendable.reason())
                                .contains("Onboarding", UNMAPPED.toString(), "netsuite_internal_item_id", "/retry"));
    }

    @Test
    void zero_is_sent_unless_the_account_skips_it() {
        Invoice zero = invoice(CreditType.USD_CENTS, line(MAPPED, "0", "5", "0"));
        assertThat(freeze(zero, "")).isInstanceOf(Frozen.Deliverable.class);
        assertThat(freeze(zero, ", \"skip_zero_dollar_invoices\": true")).isInstanceOf(Frozen.Skipped.class);
        assertThat(freeze(
                        invoice(CreditType.USD_CENTS, line(MAPPED, "1", "1", "1")),
                        ", \"skip_zero_dollar_invoices\": true"))
                .isInstanceOf(Frozen.Deliverable.class);
    }

    @Test
    void an_invoice_without_lines_is_skipped() {
        assertThat(freeze(invoice(CreditType.USD_CENTS), "")).isInstanceOf(Frozen.Skipped.class);
    }

    @Test
    void what_netsuite_cannot_hold_is_said_before_it_is_sent() {
        assertThat(freeze(invoice(CreditType.USD_CENTS, line(MAPPED, "1", "1", "999999999999999")), ""))
                .isInstanceOf(Frozen.Deliverable.class);
        assertThat(freeze(invoice(CreditType.USD_CENTS, line(MAPPED, "1", "1", "1000000000000000")), ""))
                .isInstanceOf(Frozen.Unsendable.class);
        assertThat(freeze(invoice(JPY, line(MAPPED, "1", "12.35", "12.35")), ""))
                .isInstanceOf(Frozen.Unsendable.class);
        assertThat(freeze(invoice(JPY, line(MAPPED, "1", "12", "12.00")), "")).isInstanceOf(Frozen.Deliverable.class);
        assertThat(freeze(invoice(CreditType.USD_CENTS, line(new ProductId(UUID.randomUUID()), "1", "5", "5")), ""))
                .isInstanceOf(Frozen.Unsendable.class);
    }

    @Test
    void the_frozen_bytes_are_one_flat_object() {
        Invoice invoice = invoice(CreditType.USD_CENTS, line(MAPPED, "1.5", "250", "375"));

        assertThat(new String(((Frozen.Deliverable) freeze(invoice, "")).payload(), StandardCharsets.UTF_8))
                .isEqualTo("""
                    {"invoice_id":"%s","contract_id":"%s","customer_id":"%s",\
                    "total":375,"net_total":3.75,"currency":"USD","account":"1234567","entity":"220",\
                    "tran_date":"2025-02-02","due_date":"2025-03-04","memo":"Scheduled charges of 2025-02-02",\
                    "lines":[{"item":"144","quantity":1.5,"rate":2.5,"amount":3.75,"description":"Fee"}]}\
                    """.formatted(invoice.id(), invoice.contract(), invoice.customer()));
    }

    @Test
    void the_frozen_bytes_read_back_as_they_were() {
        NetsuitePayload payload = payload(invoice(CreditType.USD_CENTS, line(MAPPED, "1.5", "250", "375")));
        assertThat(Json.MAPPER.readValue(payload.bytes(), NetsuitePayload.class).bytes())
                .isEqualTo(payload.bytes());
    }

    private static NetsuitePayload payload(Invoice invoice) {
        Frozen frozen = freeze(invoice, "");
        assertThat(frozen).isInstanceOf(Frozen.Deliverable.class);
        return Json.MAPPER.readValue(((Frozen.Deliverable) frozen).payload(), NetsuitePayload.class);
    }

    private static Frozen freeze(Invoice invoice, String moreSettings) {
        var configuration = new ProviderConfiguration(
                new ConfigurationId(UUID.randomUUID()),
                invoice.customer(),
                BillingProvider.NETSUITE,
                new DeliveryMethodId(UUID.randomUUID()),
                DeliveryMethodType.DIRECT_TO_BILLING_PROVIDER,
                Json.read("{\"netsuite_customer_id\": \"220\"}"),
                Json.read("{\"netsuite_account_id\": \"1234567\"" + moreSettings + "}"),
                null,
                List.of(),
                null);
        return NetsuiteFreezing.freeze(
                invoice,
                configuration,
                Map.of(MAPPED, product(MAPPED, "Use", "144"), UNMAPPED, product(UNMAPPED, "Onboarding", null)));
    }

    private static Product product(ProductId id, String name, @Nullable String item) {
        return new Product(
                id,
                name,
                ProductType.FIXED,
                null,
                null,
                List.of(),
                List.of(),
                null,
                null,
                List.of(),
                Map.of(),
                item,
                null);
    }

    private static InvoiceLine line(@Nullable ProductId product, String quantity, String price, String total) {
        return line("Fee", product, quantity, price, total);
    }

    private static InvoiceLine named(String name) {
        return line(name, MAPPED, "1", "5", "5");
    }

    private static InvoiceLine line(
            String name, @Nullable ProductId product, String quantity, String price, String total) {
        return new InvoiceLine(
                new LineId(UUID.randomUUID()),
                new ProductRef(product, name),
                new Quantity(new BigDecimal(quantity), new Amount(new BigDecimal(price), CreditType.USD_CENTS)),
                new Amount(new BigDecimal(total), CreditType.USD_CENTS),
                new InvoiceLine.Scheduled(
                        UUID.randomUUID(),
                        new ScheduledCharge.ItemId(UUID.randomUUID()),
                        Instant.parse("2025-02-02T00:00:00Z")));
    }

    private static Invoice invoice(CreditType currency, InvoiceLine... lines) {
        List<InvoiceLine> all = Stream.of(lines).map(line -> in(currency, line)).toList();
        BigDecimal total = all.stream().map(line -> line.total().value()).reduce(BigDecimal.ZERO, BigDecimal::add);
        Instant issued = Instant.parse("2025-02-02T23:59:59Z");
        return new Invoice(
                new InvoiceSubject(
                        new InvoiceId(UUID.randomUUID()),
                        new CustomerId(UUID.randomUUID()),
                        new ContractId(UUID.randomUUID()),
                        InvoiceType.SCHEDULED,
                        null,
                        issued,
                        currency,
                        null,
                        issued),
                InvoiceStatus.DRAFT,
                all,
                new Amount(total, currency),
                30,
                null,
                null,
                null);
    }

    private static InvoiceLine in(CreditType currency, InvoiceLine line) {
        return new InvoiceLine(
                line.id(),
                line.product(),
                new Quantity(
                        line.quantity().units(),
                        new Amount(line.quantity().unitPrice().value(), currency)),
                new Amount(line.total().value(), currency),
                line.source());
    }
}

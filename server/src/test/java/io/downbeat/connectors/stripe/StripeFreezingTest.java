package io.downbeat.connectors.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.contracts.ContractId;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.core.ServicePeriod;
import io.downbeat.customers.Customer;
import io.downbeat.customers.CustomerConfig;
import io.downbeat.customers.CustomerId;
import io.downbeat.delivery.Frozen;
import io.downbeat.delivery.InvoiceRoute;
import io.downbeat.delivery.PaymentGate;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.invoicing.InvoiceSubject;
import io.downbeat.invoicing.InvoiceType;
import io.downbeat.invoicing.Route;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.products.ProductId;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StripeFreezingTest {
    private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2025-02-01T00:00:00Z");
    private static final CreditType EUR = new CreditType(UUID.randomUUID(), "EUR", "EUR", 2);

    @Test
    void cents_are_cents_and_euros_become_cents() {
        assertThat(payload(invoice(CreditType.USD_CENTS, "1250"), "{}").stripeTotal())
                .isEqualTo(1250);
        StripePayload euros = payload(invoice(EUR, "12.50"), "{}");
        assertThat(euros.stripeTotal()).isEqualTo(1250);
        assertThat(euros.currency()).isEqualTo("eur");
        assertThat(euros.total()).isEqualByComparingTo("12.50");
    }

    @ParameterizedTest
    @CsvSource({
        "true, 0, false",
        "true, 49, false",
        "true, 50, true",
        "false, 0, true",
        "false, 49, true",
        // A credit is never below the minimum, however small its number is.
        "true, -1, true",
        "true, -1000000, true"
    })
    void below_the_minimum_charge_an_invoice_is_skipped_where_the_account_says_so(
            boolean skip, String cents, boolean goes) {
        Frozen frozen = freeze(invoice(CreditType.USD_CENTS, cents), "{\"skip_zero_dollar_invoices\": " + skip + "}");
        assertThat(frozen).isInstanceOf(goes ? Frozen.Deliverable.class : Frozen.Skipped.class);
    }

    @ParameterizedTest
    @CsvSource({"99999999, true", "100000000, false"})
    void stripe_takes_999_999_99_and_not_a_cent_more(String cents, boolean goes) {
        Frozen frozen = freeze(invoice(CreditType.USD_CENTS, cents), "{}");
        assertThat(frozen).isInstanceOf(goes ? Frozen.Deliverable.class : Frozen.Unsendable.class);
        if (frozen instanceof Frozen.Unsendable(String reason)) {
            assertThat(reason)
                    .isEqualTo("the total of 1000000.00 USD is above the 999,999.99 that Stripe takes on one invoice");
        }
    }

    @ParameterizedTest
    @CsvSource({"250, 250", "251, 1"})
    void more_than_250_lines_become_one_with_the_companys_name_and_the_total(int lines, int sent) {
        String[] amounts = new String[lines];
        java.util.Arrays.fill(amounts, "2");
        StripePayload payload = payload(invoice(CreditType.USD_CENTS, amounts), "{}");
        assertThat(payload.lines()).hasSize(sent);
        assertThat(payload.stripeTotal()).isEqualTo(2L * lines);
        assertThat(payload.lines().getFirst().description())
                .isEqualTo(sent == 1 ? "Acme & Sons" : "Compute, region: us (1.25 × 1 USD)");
    }

    @ParameterizedTest
    @CsvSource({"-99999999, true", "-100000000, false", "10000000000000000000, false", "-10000000000000000000, false"})
    void a_credit_has_the_same_limit_and_what_is_far_beyond_it_is_said_not_thrown(String cents, boolean goes) {
        Frozen frozen = freeze(invoice(CreditType.USD_CENTS, cents), "{}");
        assertThat(frozen).isInstanceOf(goes ? Frozen.Deliverable.class : Frozen.Unsendable.class);
    }

    @Test
    void a_line_that_stripe_cannot_take_is_no_obstacle_where_the_total_is_one_that_it_does() {
        StripePayload payload =
                payload(invoice(CreditType.USD_CENTS, "10000000000000000005", "-10000000000000000000"), "{}");
        assertThat(payload.lines()).hasSize(1);
        assertThat(payload.stripeTotal()).isEqualTo(5);
    }

    @Test
    void lines_start_one_second_apart_so_that_stripe_keeps_our_order() {
        StripePayload payload = payload(invoice(CreditType.USD_CENTS, "1", "2", "3"), "{}");
        assertThat(payload.lines())
                .extracting(StripePayload.Line::start)
                .containsExactly(START.getEpochSecond(), START.getEpochSecond() + 1, START.getEpochSecond() + 2);
        assertThat(payload.lines()).allSatisfy(line -> assertThat(line.end()).isEqualTo(END.getEpochSecond()));
    }

    @Test
    void the_real_quantity_and_price_stand_in_the_description() {
        StripePayload payload = payload(invoice(CreditType.USD_CENTS, "125"), "{}");
        assertThat(payload.lines().getFirst().description()).isEqualTo("Compute, region: us (1.25 × 1 USD)");
    }

    /** Half a character in the frozen bytes could be read by nobody afterwards, also not by verify. */
    @Test
    void a_long_description_ends_with_a_whole_character() {
        for (int before = 470; before <= 500; before++) {
            String description = payload(named("x".repeat(before) + "\uD83D\uDE80".repeat(20)), "{}")
                    .lines()
                    .getFirst()
                    .description();
            assertThat(description).hasSizeBetween(499, 500);
            assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(description))
                    .isTrue();
        }
    }

    @Test
    void the_accounts_settings_are_frozen_with_the_invoice() {
        StripePayload payload = payload(invoice(CreditType.USD_CENTS, "125"), """
            {"stripe_account_id": "acct_9", "stripe_days_until_due": 14, "leave_invoices_in_draft": true,
             "set_effective_at_date_to_inclusive_period_end": true}\
            """);
        assertThat(payload.account()).isEqualTo("acct_9");
        assertThat(payload.daysUntilDue()).isEqualTo(14);
        assertThat(payload.leaveInDraft()).isTrue();
        assertThat(payload.effectiveAt()).isEqualTo(END.getEpochSecond() - 1);
        assertThat(payload(invoice(CreditType.USD_CENTS, "125"), "{}").leaveInDraft())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "charge_automatically, charge_automatically, , STRIPE",
        "send_invoice, send_invoice, 30, STRIPE",
        "auto_charge_payment_intent, charge_automatically, , WE",
        "manually_charge_payment_intent, send_invoice, 30, SELLER"
    })
    void the_collection_method_says_who_charges_and_what_stripe_is_told(
            String method, String atStripe, Integer days, StripePayload.Collection collection) {
        Frozen frozen = freeze(invoice(CreditType.USD_CENTS, "125"), "{}", method);
        StripePayload payload = Json.MAPPER.readValue(((Frozen.Deliverable) frozen).payload(), StripePayload.class);
        assertThat(payload.collectionMethod()).isEqualTo(method);
        assertThat(payload.stripeCollectionMethod()).isEqualTo(atStripe);
        assertThat(payload.daysUntilDue()).isEqualTo(days);
        assertThat(payload.collection()).isEqualTo(collection);
    }

    @ParameterizedTest
    @CsvSource({
        "true, , , true",
        "false, , , false",
        "false, true, , true",
        "true, false, , false",
        "true, true, false, false",
        "false, false, true, true"
    })
    void the_configuration_says_before_the_customer_that_pays_and_that_one_before_the_account_what_stays_a_draft(
            boolean account, @Nullable Boolean customer, @Nullable Boolean configuration, boolean isLeft) {
        String keys = "'stripe_collection_method': 'send_invoice'"
                + (configuration == null ? "" : ", 'leave_stripe_invoices_in_draft': " + configuration);
        StripePayload payload = payload(freeze(
                invoice(CreditType.USD_CENTS, "125"),
                "{\"leave_invoices_in_draft\": " + account + "}",
                keys,
                null,
                customer));
        assertThat(payload.leaveInDraft()).isEqualTo(isLeft);
    }

    @Test
    void stripe_adds_the_tax_where_the_configuration_says_so_and_dates_the_invoice_itself_then() {
        String settings = "{\"set_effective_at_date_to_inclusive_period_end\": true}";
        String keys = "'stripe_collection_method': 'auto_charge_payment_intent'";
        Invoice invoice = invoice(CreditType.USD_CENTS, "125");

        StripePayload taxed = payload(freeze(invoice, settings, keys, "stripe", null));
        assertThat(taxed.addsTax()).isTrue();
        assertThat(taxed.effectiveAt()).isNull();
        assertThat(taxed.stripeTotal()).as("net").isEqualTo(125);
        StripePayload untaxed = payload(freeze(invoice, settings, keys, null, null));
        assertThat(untaxed.addsTax()).isFalse();
        assertThat(untaxed.effectiveAt()).isEqualTo(END.getEpochSecond() - 1);
    }

    @Test
    void a_collection_method_that_nobody_knows_is_not_sent() {
        assertThat(freeze(invoice(CreditType.USD_CENTS, "125"), "{}", "charge_later"))
                .isInstanceOf(Frozen.Unsendable.class);
    }

    @ParameterizedTest
    @CsvSource({
        "USD, 99999000, 999, true",
        "USD, 99999000, 1000, false",
        "USD, 100000000, , false",
        "USD, 100000000000000000000, , false",
        "USD, 100, 100000000000000000000, false",
        "USD, 100, 10.4, true",
        "JPY, 100.5, , false",
        "JPY, 100, 10.4, false",
        "JPY, 100, 10, true"
    })
    void what_is_charged_at_once_has_the_same_limits_with_its_tax_and_is_refused_in_words(
            String currency, String total, @Nullable BigDecimal tax, boolean goes) {
        CreditType unit = currency.equals("USD")
                ? CreditType.USD_CENTS
                : new CreditType(UUID.randomUUID(), currency, currency, 2);
        Frozen frozen = StripeFreezing.freeze(
                invoice(unit, total),
                configuration("{}", "'stripe_collection_method': 'send_invoice'", null),
                new PaymentGate.ChargedAtOnce(
                        PaymentGate.Means.INVOICE,
                        false,
                        END,
                        Map.of(),
                        tax == null ? PaymentGate.Tax.NONE : new PaymentGate.Tax.Given(tax, "VAT")));
        assertThat(frozen).isInstanceOf(goes ? Frozen.Deliverable.class : Frozen.Unsendable.class);
    }

    private static StripePayload payload(Invoice invoice, String settings) {
        return payload(freeze(invoice, settings));
    }

    private static StripePayload payload(Frozen frozen) {
        assertThat(frozen).isInstanceOf(Frozen.Deliverable.class);
        return Json.MAPPER.readValue(((Frozen.Deliverable) frozen).payload(), StripePayload.class);
    }

    private static Frozen freeze(Invoice invoice, String settings) {
        return freeze(invoice, settings, "send_invoice");
    }

    private static Frozen freeze(Invoice invoice, String settings, String method) {
        return freeze(invoice, settings, "'stripe_collection_method': '" + method + "'", null, null);
    }

    /**
     * The invoice's customer would leave all in draft, and is not asked: the configuration is another's, who pays for it.
     *
     * @param leaves what the one that pays says of leaving invoices in draft
     */
    private static Frozen freeze(
            Invoice invoice, String settings, String keys, @Nullable String taxProvider, @Nullable Boolean leaves) {
        ProviderConfiguration configuration = configuration(settings, keys, taxProvider);
        return StripeFreezing.freeze(
                invoice,
                configuration,
                new InvoiceRoute.Parties(
                        customer(invoice.customer(), "Acme & Sons", true),
                        customer(configuration.customer(), "Acme Holding", leaves)));
    }

    private static Customer customer(CustomerId id, String name, @Nullable Boolean leaves) {
        return new Customer(id, name, List.of(), new CustomerConfig(null, leaves), Map.of(), START, START, null);
    }

    private static ProviderConfiguration configuration(String settings, String keys, @Nullable String taxProvider) {
        return new ProviderConfiguration(
                new ConfigurationId(UUID.randomUUID()),
                new CustomerId(UUID.randomUUID()),
                BillingProvider.STRIPE,
                new DeliveryMethodId(UUID.randomUUID()),
                DeliveryMethodType.DIRECT_TO_BILLING_PROVIDER,
                Json.read(("{'stripe_customer_id': 'cus_1', " + keys + "}").replace('\'', '"')),
                Json.read(settings),
                taxProvider,
                List.of(),
                null);
    }

    private static Invoice invoice(CreditType currency, String... amounts) {
        return invoice(currency, "Compute", amounts);
    }

    private static Invoice named(String line) {
        return invoice(CreditType.USD_CENTS, line, new String[] {"125"});
    }

    private static Invoice invoice(CreditType currency, String name, String[] amounts) {
        List<InvoiceLine> lines = new ArrayList<>();
        BigDecimal total = BigDecimal.ZERO;
        for (String amount : amounts) {
            lines.add(new InvoiceLine(
                    new LineId(UUID.randomUUID()),
                    new ProductRef(new ProductId(UUID.randomUUID()), name),
                    new Quantity(new BigDecimal("1.25"), new Amount(new BigDecimal("100"), currency)),
                    new Amount(new BigDecimal(amount), currency),
                    new InvoiceLine.Usage(START, END, Map.of("region", "us"), Map.of(), null, null)));
            total = total.add(new BigDecimal(amount));
        }
        ConfigurationId configuration = new ConfigurationId(UUID.randomUUID());
        return new Invoice(
                new InvoiceSubject(
                        new InvoiceId(UUID.randomUUID()),
                        new CustomerId(UUID.randomUUID()),
                        new ContractId(UUID.randomUUID()),
                        InvoiceType.USAGE,
                        new ServicePeriod(START, END),
                        END,
                        currency,
                        null,
                        END),
                InvoiceStatus.FINALIZED,
                lines,
                new Amount(total, currency),
                30,
                new Route(configuration, UUID.randomUUID(), START, null, Route.PERIOD_END),
                END,
                null);
    }
}

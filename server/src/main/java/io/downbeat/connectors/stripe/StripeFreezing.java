package io.downbeat.connectors.stripe;

import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.core.NegligibleTotal;
import io.downbeat.core.ServicePeriod;
import io.downbeat.core.Text;
import io.downbeat.customers.Customer;
import io.downbeat.delivery.Frozen;
import io.downbeat.delivery.InvoiceRoute;
import io.downbeat.delivery.PaymentGate;
import io.downbeat.invoicing.Invoice;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.rating.InvoiceLine;
import io.downbeat.rating.Quantity;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an invoice looks like at Stripe (domain.md C.4). Pure. */
final class StripeFreezing {
    static final int MOST_LINES = 250;
    private static final int DEFAULT_DAYS_UNTIL_DUE = 30;
    private static final int LONGEST_DESCRIPTION = 500;
    private static final BigDecimal LARGEST_IN_MINOR_UNITS = new BigDecimal(99_999_999);

    /** Stripe's minimum charge in the smallest unit; currencies that are not listed are skipped at zero only. */
    private static final Map<String, Integer> SMALLEST_CHARGE = Map.ofEntries(
            Map.entry("USD", 50),
            Map.entry("AUD", 50),
            Map.entry("BRL", 50),
            Map.entry("CAD", 50),
            Map.entry("CHF", 50),
            Map.entry("EUR", 50),
            Map.entry("INR", 50),
            Map.entry("NZD", 50),
            Map.entry("SGD", 50),
            Map.entry("GBP", 30),
            Map.entry("DKK", 250),
            Map.entry("NOK", 300),
            Map.entry("SEK", 300),
            Map.entry("PLN", 200),
            Map.entry("MXN", 1000),
            Map.entry("JPY", 50),
            Map.entry("HKD", 400),
            Map.entry("MYR", 200),
            Map.entry("CZK", 1500),
            Map.entry("RON", 200),
            Map.entry("AED", 200),
            Map.entry("HUF", 17500));

    /** Currencies that Stripe counts in whole units although we keep two decimals of them. */
    private static final Set<String> WITHOUT_DECIMALS = Set.of(
            "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF",
            "XPF");

    static final List<String> COLLECTION_METHODS = List.of(
            "charge_automatically", "send_invoice", "auto_charge_payment_intent", "manually_charge_payment_intent");

    /** Those whose invoices are due some days after they were sent; Stripe refuses a due date for the others. */
    private static final Set<String> WITH_A_DUE_DATE = Set.of("send_invoice", "manually_charge_payment_intent");

    private StripeFreezing() {}

    static Frozen freeze(Invoice invoice, ProviderConfiguration configuration, InvoiceRoute.Parties parties) {
        String payer = configuration.value("stripe_customer_id");
        String method = configuration.value("stripe_collection_method");
        if (payer == null || payer.isBlank()) {
            return new Frozen.Unsendable("the billing provider configuration has no stripe_customer_id");
        }
        if (method == null || !COLLECTION_METHODS.contains(method)) {
            return new Frozen.Unsendable(
                    "stripe_collection_method " + method + " is not one of " + String.join(", ", COLLECTION_METHODS));
        }
        BigDecimal total = minor(invoice.total());
        if (configuration.settingFlag("skip_zero_dollar_invoices") && isBelowMinimum(invoice.currency(), total)) {
            return new Frozen.Skipped(
                    "the total is below Stripe's minimum charge, and the account skips such invoices");
        }
        if (!fits(total)) {
            return new Frozen.Unsendable(
                    "the total of " + invoice.total() + " is " + (total.signum() < 0 ? "below the -" : "above the ")
                            + "999,999.99 that Stripe takes on one invoice");
        }
        if (hasDecimals(total)) {
            return new Frozen.Unsendable(
                    "the total of " + invoice.total() + " has decimals that Stripe does not take for this currency");
        }
        return deliverable(
                invoice,
                configuration,
                parties.payer(),
                lines(invoice, parties.customer().name()));
    }

    /**
     * An invoice that is to be paid at once, whatever the configuration says of collecting, drafts and small amounts: the
     * caller's tax stands as a line of its own, and the total stays net.
     */
    static Frozen freeze(Invoice invoice, ProviderConfiguration configuration, PaymentGate.ChargedAtOnce gate) {
        String customer = configuration.value("stripe_customer_id");
        if (customer == null || customer.isBlank()) {
            return new Frozen.Unsendable("the billing provider configuration has no stripe_customer_id");
        }
        Amount tax = givenTax(invoice, gate);
        String unsendable = whyNotCharged(invoice.total(), tax);
        if (unsendable != null) {
            return new Frozen.Unsendable(unsendable);
        }
        List<StripePayload.Line> lines = new ArrayList<>(lines(invoice, "Commit"));
        Map<String, String> metadata = new LinkedHashMap<>(gate.metadata());
        metadata.putAll(metadata(invoice));
        if (gate.tax() instanceof PaymentGate.Tax.Given(BigDecimal amount, String name) && amount.signum() > 0) {
            long minor = minor(tax).longValueExact();
            long at = invoice.issuedAt().getEpochSecond() + lines.size();
            lines.add(new StripePayload.Line(
                    StripePayload.taxLine(invoice.id().toString()), minor, name == null ? "Tax" : name, at, at));
            metadata.put(StripePayload.TAX, String.valueOf(minor));
        }
        long sum = lines.stream().mapToLong(StripePayload.Line::amount).sum();
        var payload = new StripePayload(
                invoice.id().toString(),
                invoice.total().value(),
                invoice.currency().isoCode().toLowerCase(Locale.ROOT),
                sum,
                customer,
                configuration.setting("stripe_account_id"),
                "auto_charge_payment_intent",
                null,
                false,
                null,
                metadata,
                lines,
                new StripeGate(
                        gate.means() == PaymentGate.Means.PAYMENT_INTENT,
                        gate.onSession(),
                        gate.giveUpAt().getEpochSecond(),
                        gate.tax() instanceof PaymentGate.Tax.ByProvider),
                null);
        return new Frozen.Deliverable(payload.bytes(), customer, null, null);
    }

    /** What the caller computed; zero for none. */
    private static Amount givenTax(Invoice invoice, PaymentGate.ChargedAtOnce gate) {
        return gate.tax() instanceof PaymentGate.Tax.Given(BigDecimal amount, String _) && amount.signum() > 0
                ? new Amount(amount, invoice.currency()).rounded()
                : Amount.zero(invoice.currency());
    }

    /** Asked before anything is counted in whole numbers: they hold less than an amount does. */
    private static @Nullable String whyNotCharged(Amount total, Amount tax) {
        String what = "the total of " + total + (tax.signum() == 0 ? "" : " with a tax of " + tax);
        if (!fits(minor(total.plus(tax)))) {
            return what + " is above the 999,999.99 that Stripe takes on one invoice";
        }
        return hasDecimals(minor(total)) || hasDecimals(minor(tax))
                ? what + " has decimals that Stripe does not take for this currency"
                : null;
    }

    private static Frozen deliverable(
            Invoice invoice, ProviderConfiguration configuration, Customer whose, List<StripePayload.Line> lines) {
        String payer = Objects.requireNonNull(configuration.value("stripe_customer_id"));
        String method = Objects.requireNonNull(configuration.value("stripe_collection_method"));
        long sum = lines.stream().mapToLong(StripePayload.Line::amount).sum();
        if (BigDecimal.valueOf(sum).compareTo(minor(invoice.total())) != 0) {
            return new Frozen.Unsendable("the lines sum to " + sum + " and the invoice says "
                    + minor(invoice.total()).toPlainString() + "; nothing was sent");
        }
        var payload = new StripePayload(
                invoice.id().toString(),
                invoice.total().value(),
                invoice.currency().isoCode().toLowerCase(Locale.ROOT),
                sum,
                payer,
                configuration.setting("stripe_account_id"),
                method,
                WITH_A_DUE_DATE.contains(method) ? daysUntilDue(configuration) : null,
                leaveInDraft(configuration, whose),
                effectiveAt(invoice, configuration),
                metadata(invoice),
                lines,
                null,
                configuration.taxProvider());
        return new Frozen.Deliverable(payload.bytes(), payer, null, null);
    }

    /**
     * As whoever says anything about it first has it: the configuration, the customer that has it, the account. A parent that
     * pays for a child says it of the child's invoices too: they stand on its account at Stripe.
     */
    static boolean leaveInDraft(ProviderConfiguration configuration, Customer whose) {
        if (!whose.id().equals(configuration.customer())) {
            throw new IllegalArgumentException(
                    "configuration " + configuration.id() + " is not of customer " + whose.id());
        }
        Boolean said = configuration.flag("leave_stripe_invoices_in_draft");
        if (said == null) {
            said = whose.config().leaveStripeInvoicesInDraft();
        }
        return said == null ? configuration.settingFlag("leave_invoices_in_draft") : said;
    }

    private static Map<String, String> metadata(Invoice invoice) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("metronome_id", invoice.id().toString());
        metadata.put("invoice_id", invoice.id().toString());
        metadata.put("metronome_customer_id", invoice.customer().toString());
        metadata.put("metronome_contract_id", invoice.contract().toString());
        return metadata;
    }

    private static int daysUntilDue(ProviderConfiguration configuration) {
        String days = configuration.setting("stripe_days_until_due");
        return days == null || !days.matches("\\d{1,4}") ? DEFAULT_DAYS_UNTIL_DUE : Integer.parseInt(days);
    }

    /** The last second that the service period includes. Stripe takes none where it computes the tax. */
    private static @Nullable Long effectiveAt(Invoice invoice, ProviderConfiguration configuration) {
        ServicePeriod period = invoice.period();
        return period != null
                        && !StripePayload.STRIPE.equals(configuration.taxProvider())
                        && configuration.settingFlag("set_effective_at_date_to_inclusive_period_end")
                ? period.end().getEpochSecond() - 1
                : null;
    }

    private static List<StripePayload.Line> lines(Invoice invoice, String company) {
        if (invoice.billedLines().size() > MOST_LINES) {
            return List.of(collapsed(invoice, company));
        }
        List<StripePayload.Line> lines = new ArrayList<>();
        for (InvoiceLine line : invoice.billedLines()) {
            BigDecimal amount = minor(line.total());
            if (hasDecimals(amount) || !fits(amount)) {
                // Decimals that Stripe does not have, or more than it takes of one amount: only the total is certain to
                // be expressible.
                return List.of(collapsed(invoice, company));
            }
            Instant from = line.source().startingAt();
            Instant until =
                    line.source().endingBefore() == null ? from : line.source().endingBefore();
            long start = from.getEpochSecond() + lines.size();
            lines.add(new StripePayload.Line(
                    line.id().toString(),
                    amount.longValueExact(),
                    description(line),
                    start,
                    Math.max(start, until.getEpochSecond())));
        }
        return lines;
    }

    /** The one line that stands for more than Stripe takes bears the company's name (domain.md C.4). */
    private static StripePayload.Line collapsed(Invoice invoice, String company) {
        ServicePeriod period = invoice.period();
        Instant from = period == null ? invoice.issuedAt() : period.start();
        Instant until = period == null ? invoice.issuedAt() : period.end();
        return new StripePayload.Line(
                invoice.id().toString(),
                minor(invoice.total()).longValueExact(),
                company,
                from.getEpochSecond(),
                until.getEpochSecond());
    }

    /**
     * Stripe takes either an amount or whole quantities with a price that it multiplies and rounds by itself. We send the
     * amount, so that every line is to the cent what our invoice says, and the quantity stands here, fractional or not.
     */
    private static String description(InvoiceLine line) {
        StringBuilder text = new StringBuilder(line.name());
        line.source()
                .pricingGroupValues()
                .forEach((key, value) ->
                        text.append(", ").append(key).append(": ").append(value));
        line.source()
                .presentationGroupValues()
                .forEach((key, value) ->
                        text.append(", ").append(key).append(": ").append(value));
        Quantity quantity = line.quantity();
        if (quantity != null && line.isShare()) {
            text.append(" (")
                    .append(plain(quantity.percent()))
                    .append("% of ")
                    .append(plain(quantity.money().inMajorUnits()))
                    .append(' ')
                    .append(line.total().unit().isoCode())
                    .append(')');
        } else if (quantity != null) {
            text.append(" (")
                    .append(plain(quantity.units()))
                    .append(" × ")
                    .append(plain(quantity.unitPrice().inMajorUnits()))
                    .append(' ')
                    .append(line.total().unit().isoCode())
                    .append(')');
        }
        return Text.cut(text.toString(), LONGEST_DESCRIPTION);
    }

    private static boolean isBelowMinimum(CreditType currency, BigDecimal minor) {
        return NegligibleTotal.isBelow(minor, BigDecimal.valueOf(SMALLEST_CHARGE.getOrDefault(currency.isoCode(), 1)));
    }

    private static boolean hasDecimals(BigDecimal minor) {
        return minor.stripTrailingZeros().scale() > 0;
    }

    /** Eight digits, whether the customer owes them or is owed them. */
    private static boolean fits(BigDecimal minor) {
        return minor.abs().compareTo(LARGEST_IN_MINOR_UNITS) <= 0;
    }

    static BigDecimal minor(Amount amount) {
        return WITHOUT_DECIMALS.contains(amount.unit().isoCode()) ? amount.value() : amount.inMinorUnits();
    }

    /** Back to the API's units. */
    static BigDecimal fromMinor(String isoCode, BigDecimal minor) {
        String code = isoCode.toUpperCase(Locale.ROOT);
        return code.equals("USD") || WITHOUT_DECIMALS.contains(code) ? minor : minor.movePointLeft(2);
    }

    private static String plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return (stripped.scale() < 0 ? stripped.setScale(0) : stripped).toPlainString();
    }
}

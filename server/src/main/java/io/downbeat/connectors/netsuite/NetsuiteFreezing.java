package io.downbeat.connectors.netsuite;

import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.core.ServicePeriod;
import io.downbeat.core.Text;
import io.downbeat.delivery.Frozen;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceType;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.rating.InvoiceLine;
import io.downbeat.rating.Quantity;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an invoice looks like at NetSuite (domain.md C.5). Pure but for the products, which the caller looked up. */
final class NetsuiteFreezing {
    private static final int LONGEST_TEXT = 999;
    /** NetSuite keeps five decimals of a quantity and rounds the rest away. */
    private static final int QUANTITY_DECIMALS = 5;

    private static final int RATE_DECIMALS = 8;

    /** What a number of NetSuite's holds exactly; it would round an amount of more, and the totals would not agree. */
    private static final int DIGITS = 15;

    private final Invoice invoice;
    private final ProviderConfiguration configuration;
    private final Map<ProductId, Product> products;

    private NetsuiteFreezing(Invoice invoice, ProviderConfiguration configuration, Map<ProductId, Product> products) {
        this.invoice = invoice;
        this.configuration = configuration;
        this.products = products;
    }

    /** Whose items {@link #freeze} wants to know. */
    static Set<ProductId> products(Invoice invoice) {
        return invoice.billedLines().stream()
                .map(line -> line.product().id())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    static Frozen freeze(Invoice invoice, ProviderConfiguration configuration, Map<ProductId, Product> products) {
        return new NetsuiteFreezing(invoice, configuration, products).frozen();
    }

    private Frozen frozen() {
        String entity = configuration.value("netsuite_customer_id");
        if (entity == null || entity.isBlank()) {
            return new Frozen.Unsendable("the billing provider configuration has no netsuite_customer_id");
        }
        if (invoice.billedLines().isEmpty()) {
            return new Frozen.Skipped("nothing is on the invoice, and NetSuite takes none without a line");
        }
        // Sent by default, as the accounts expect a number for each period; an account can switch it off.
        if (invoice.total().signum() == 0 && configuration.settingFlag("skip_zero_dollar_invoices")) {
            return new Frozen.Skipped("the total is zero, and the account skips such invoices");
        }
        String unsendable = whyUnsendable();
        return unsendable == null ? deliverable(entity) : new Frozen.Unsendable(unsendable);
    }

    private @Nullable String whyUnsendable() {
        if (isTooLong(invoice.total())) {
            return tooLong("the total is", invoice.total());
        }
        int decimals = decimals(invoice.currency());
        for (InvoiceLine line : invoice.billedLines()) {
            if (scale(line.total().inMajorUnits()) > decimals) {
                return "the line " + line.name() + " costs " + line.total() + ", and NetSuite keeps " + decimals
                        + " decimals of this currency";
            }
            if (isTooLong(line.total())) {
                return tooLong("the line " + line.name() + " costs", line.total());
            }
            if (line.source() instanceof InvoiceLine.Conversion) {
                return "the line " + line.name()
                        + " converts a custom pricing unit, which is no product, so nothing says which NetSuite item"
                        + " it is; enter this invoice there by hand and cancel this delivery by POST"
                        + " /downbeat/v1/deliveries/{id}/cancel";
            }
            Product product = product(line);
            if (product == null) {
                return "the line " + line.name() + " has no product, so nothing says which NetSuite item it is";
            }
            String item = product.netsuiteInternalItemId();
            if (item == null || item.isBlank()) {
                return "the product " + product.name() + " (" + product.id()
                        + ") has no netsuite_internal_item_id, so nothing says which NetSuite item it is; set it by"
                        + " POST /v1/contract-pricing/products/update from a past starting_at on, then POST"
                        + " /downbeat/v1/deliveries/{id}/retry";
            }
        }
        return null;
    }

    private @Nullable Product product(InvoiceLine line) {
        return line.product().id() == null ? null : products.get(line.product().id());
    }

    private static boolean isTooLong(Amount amount) {
        BigDecimal value = amount.value();
        return value.setScale(Math.max(0, value.scale())).precision() > DIGITS;
    }

    private static String tooLong(String what, Amount amount) {
        return what + " " + amount + ", and NetSuite keeps " + DIGITS + " digits of an amount";
    }

    private Frozen deliverable(String entity) {
        List<NetsuitePayload.Line> lines =
                invoice.billedLines().stream().map(this::line).toList();
        BigDecimal sum = lines.stream().map(NetsuitePayload.Line::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
        if (sum.compareTo(invoice.total().inMajorUnits()) != 0) {
            return new Frozen.Unsendable("the lines sum to " + plain(sum) + " and the invoice says " + invoice.total()
                    + "; nothing was sent");
        }
        LocalDate issued = invoice.issuedAt().atOffset(ZoneOffset.UTC).toLocalDate();
        var payload = new NetsuitePayload(
                new NetsuitePayload.Marks(
                        invoice.id().toString(),
                        invoice.contract().toString(),
                        invoice.customer().toString()),
                invoice.total().value(),
                sum,
                invoice.currency().isoCode(),
                new NetsuitePayload.Recipient(
                        String.valueOf(configuration.setting("netsuite_account_id")),
                        entity.strip(),
                        configuration.setting("netsuite_subsidiary_id")),
                new NetsuitePayload.Header(
                        issued.toString(),
                        issued.plusDays(invoice.netPaymentTermsDays()).toString(),
                        memo(issued)),
                lines);
        return new Frozen.Deliverable(payload.bytes(), null, null, null);
    }

    private NetsuitePayload.Line line(InvoiceLine line) {
        BigDecimal amount = line.total().inMajorUnits();
        // What takes off what a balance pays has no quantity: one of its amount.
        Quantity of = line.quantity() == null ? new Quantity(BigDecimal.ONE, line.total()) : line.quantity();
        BigDecimal quantity = of.units();
        BigDecimal rate = of.unitPrice().inMajorUnits();
        Product product = product(line);
        String item = String.valueOf(product == null ? null : product.netsuiteInternalItemId());
        // NetSuite multiplies by itself when somebody opens and saves the record, so a product that is not exactly the
        // amount would change the invoice by a cent then.
        if (!line.isShare() && isExact(quantity, rate, amount)) {
            return new NetsuitePayload.Line(item, quantity, rate, amount, description(line, false));
        }
        return new NetsuitePayload.Line(item, BigDecimal.ONE, amount, amount, description(line, true));
    }

    private static boolean isExact(BigDecimal quantity, BigDecimal rate, BigDecimal amount) {
        return quantity.signum() != 0
                && scale(quantity) <= QUANTITY_DECIMALS
                && scale(rate) <= RATE_DECIMALS
                && quantity.multiply(rate).compareTo(amount) == 0;
    }

    private String memo(LocalDate issued) {
        ServicePeriod period = invoice.period();
        if (period == null) {
            return (invoice.type() == InvoiceType.PROFESSIONAL_SERVICES ? "Professional services" : "Scheduled charges")
                    + " of " + issued;
        }
        return "Usage from " + period.start().atOffset(ZoneOffset.UTC).toLocalDate() + " until "
                + period.end().atOffset(ZoneOffset.UTC).toLocalDate();
    }

    private static String description(InvoiceLine line, boolean withQuantity) {
        List<String> parts = new ArrayList<>(List.of(line.name()));
        line.source().pricingGroupValues().forEach((key, value) -> parts.add(key + ": " + value));
        line.source().presentationGroupValues().forEach((key, value) -> parts.add(key + ": " + value));
        String text = String.join(", ", parts);
        if (withQuantity && line.quantity() != null && line.isShare()) {
            text += " (" + plain(line.quantity().percent()) + "% of "
                    + plain(line.quantity().money().inMajorUnits()) + " "
                    + line.total().unit().isoCode() + ")";
        } else if (withQuantity && line.quantity() != null) {
            Amount price = line.quantity().unitPrice();
            text += " (" + plain(line.quantity().units()) + " × " + plain(price.inMajorUnits()) + " "
                    + price.unit().isoCode() + ")";
        }
        return Text.cut(text, LONGEST_TEXT);
    }

    private static int decimals(CreditType currency) {
        try {
            return Math.max(0, Currency.getInstance(currency.isoCode()).getDefaultFractionDigits());
        } catch (IllegalArgumentException notOne) {
            return 2;
        }
    }

    private static int scale(BigDecimal number) {
        return Math.max(0, number.stripTrailingZeros().scale());
    }

    static String plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return (stripped.scale() < 0 ? stripped.setScale(0) : stripped).toPlainString();
    }
}

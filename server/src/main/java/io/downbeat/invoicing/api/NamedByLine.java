package io.downbeat.invoicing.api;

import io.downbeat.contracts.royalties.ResellerType;
import io.downbeat.invoicing.fields.NamedFields;
import io.downbeat.invoicing.royalties.InvoiceRoyalty;
import io.downbeat.rating.InvoiceLine;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an invoice tells of the things that a line names: who resells its product, and the custom fields that they have. */
record NamedByLine(
        @Nullable ResellerType resellerType,
        @Nullable Map<String, String> productCustomFields,
        @Nullable Map<String, String> commitCustomFields,
        @Nullable Map<String, String> scheduledChargeCustomFields,
        @Nullable Map<String, String> discountCustomFields,
        @Nullable Map<String, String> professionalServiceCustomFields,
        @Nullable Map<String, String> subscriptionCustomFields) {

    static NamedByLine of(InvoiceLine line, @Nullable InvoiceRoyalty royalty, NamedFields.OfLines all) {
        InvoiceLine.Source source = line.source();
        return new NamedByLine(
                royalty != null && royalty.products().contains(line.product().id()) ? royalty.type() : null,
                fields(all, line, NamedFields.product(line)),
                fields(all, line, NamedFields.commit(line)),
                fields(all, line, source instanceof InvoiceLine.Scheduled of ? of.charge() : null),
                fields(all, line, source instanceof InvoiceLine.Discount of ? of.discount() : null),
                fields(
                        all,
                        line,
                        source instanceof InvoiceLine.ProfessionalService of
                                ? of.service().value()
                                : null),
                fields(
                        all,
                        line,
                        source instanceof InvoiceLine.Subscribed of
                                ? of.subscription().value()
                                : null));
    }

    private static @Nullable Map<String, String> fields(
            NamedFields.OfLines all, InvoiceLine line, @Nullable UUID named) {
        return named == null ? null : all.of(line.id(), named);
    }
}

package io.downbeat.invoicing.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.downbeat.balances.AccessSegmentId;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceType;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.references.SalesReferences;
import io.downbeat.contracts.royalties.ResellerRoyalty;
import io.downbeat.contracts.royalties.ResellerType;
import io.downbeat.contracts.services.ProfessionalServiceId;
import io.downbeat.contracts.subscriptions.SubscriptionId;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.core.ServicePeriod;
import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.ExternalInvoice;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceSubject;
import io.downbeat.invoicing.fields.NamedFields;
import io.downbeat.invoicing.lifecycle.ConsolidationStore;
import io.downbeat.invoicing.royalties.InvoiceRoyalty;
import io.downbeat.pricing.RateView;
import io.downbeat.pricing.rates.TierRange;
import io.downbeat.rating.InvoiceLine;
import io.downbeat.rating.Quantity;
import io.downbeat.rating.Rating;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An invoice as the API shows it; a scheduled one has no period there.
 *
 * @param subtotal what the lines come to before commits and credits pay
 * @param total what is owed
 */
record InvoiceView(
        @JsonUnwrapped Identity identity,
        List<Line> lineItems,
        BigDecimal subtotal,
        BigDecimal total,
        @JsonUnwrapped Dates dates,
        String billableStatus,
        @JsonUnwrapped Fields fields,
        @JsonUnwrapped Terms terms,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable ExternalInvoiceView externalInvoice,
        @Nullable UUID regeneratedFromInvoiceId,
        @JsonUnwrapped Hierarchy hierarchy) {
    /** Whose invoice it is, and of which kind. */
    record Identity(
            InvoiceId id,
            CustomerId customerId,
            ContractId contractId,
            String type,
            String status,
            Currency creditType) {
        static Identity of(Invoice invoice) {
            return new Identity(
                    invoice.id(),
                    invoice.customer(),
                    invoice.contract(),
                    invoice.type().name(),
                    invoice.status().name(),
                    Currency.of(invoice.currency()));
        }
    }

    record Dates(
            @Nullable Instant startTimestamp,
            @Nullable Instant endTimestamp,
            Instant issuedAt,
            Instant createdAt,
            int netPaymentTermsDays) {
        static Dates of(Invoice invoice) {
            ServicePeriod period = invoice.period();
            return new Dates(
                    period == null ? null : period.start(),
                    period == null ? null : period.end(),
                    invoice.issuedAt(),
                    invoice.createdAt(),
                    invoice.netPaymentTermsDays());
        }
    }

    record Fields(
            Map<String, String> customFields,
            Map<String, String> contractCustomFields,
            Map<String, String> customerCustomFields) {}

    /** What of its contract's terms an invoice names as a whole. */
    record Terms(
            @Nullable UUID amendmentId,
            @Nullable Royalty resellerRoyalty,
            @Nullable String netsuiteSalesOrderId,
            @Nullable String salesforceOpportunityId) {
        /** The amendment that all its lines name, if they do. */
        static Terms of(Invoice invoice, @Nullable InvoiceRoyalty royalty, SalesReferences sale) {
            Set<UUID> named = new HashSet<>();
            invoice.lines().forEach(line -> {
                if (line.source() instanceof InvoiceLine.ProfessionalService of && of.amendment() != null) {
                    named.add(of.amendment());
                }
            });
            return new Terms(
                    named.size() == 1 ? named.iterator().next() : null,
                    royalty == null ? null : Royalty.of(royalty),
                    sale.netsuiteSalesOrderId(),
                    sale.salesforceOpportunityId());
        }
    }

    /** A credit type as the API shows it. */
    record Currency(UUID id, String name) {
        static Currency of(CreditType type) {
            return new Currency(type.id(), type.name());
        }
    }

    /** A tier; the API has numbers as text here. */
    record Tier(
            int level,
            String startingAt,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            String size) {
        static Tier of(TierRange tier) {
            return new Tier(
                    tier.level(),
                    tier.startingAt().toPlainString(),
                    tier.size() == null ? null : tier.size().toPlainString());
        }
    }

    /**
     * What an account hierarchy makes of an invoice.
     *
     * @param payer the parent's contract, of an invoice that it pays for a child
     * @param constituentInvoices the invoices whose lines a consolidated one has
     */
    record Hierarchy(@Nullable Payer payer, @Nullable List<Constituent> constituentInvoices) {
        static final Hierarchy NONE = new Hierarchy(null, null);

        record Payer(ContractId contractId, CustomerId customerId) {
            static Payer of(Contract.Ref contract) {
                return new Payer(contract.contract(), contract.customer());
            }
        }

        record Constituent(ContractId contractId, CustomerId customerId, InvoiceId invoiceId) {
            static Constituent of(ConsolidationStore.Constituent one) {
                return new Constituent(one.contract().contract(), one.contract().customer(), one.invoice());
            }
        }
    }

    /** Which line of which invoice a line of a consolidated invoice is the copy of. */
    record Copied(ContractId contractId, CustomerId customerId, InvoiceId invoiceId, UUID lineItemId) {
        static Copied of(ConsolidationStore.Origin origin) {
            return new Copied(
                    origin.of().contract().contract(),
                    origin.of().contract().customer(),
                    origin.of().invoice(),
                    origin.line());
        }
    }

    /** What a reseller keeps; the API has the fraction as text here. */
    record Royalty(
            ResellerType resellerType,
            String fraction,
            String netsuiteResellerId,
            @Nullable AwsOptions awsOptions,
            @Nullable GcpOptions gcpOptions) {
        record AwsOptions(
                @Nullable String awsAccountNumber,
                @Nullable String awsOfferId,
                @Nullable String awsPayerReferenceId) {}

        record GcpOptions(
                @Nullable String gcpAccountId, @Nullable String gcpOfferId) {}

        static Royalty of(InvoiceRoyalty royalty) {
            ResellerRoyalty.Offer offer = royalty.offer();
            boolean isNone = offer.equals(ResellerRoyalty.Offer.NONE);
            return new Royalty(
                    royalty.type(),
                    royalty.fraction().toPlainString(),
                    royalty.netsuiteResellerId(),
                    isNone || !royalty.type().isAws()
                            ? null
                            : new AwsOptions(offer.awsAccountNumber(), offer.awsOfferId(), offer.awsPayerReferenceId()),
                    isNone || royalty.type().isAws() ? null : new GcpOptions(offer.gcpAccountId(), offer.gcpOfferId()));
        }
    }

    record Line(
            Currency creditType,
            String type,
            String name,
            BigDecimal total,
            @Nullable BigDecimal quantity,
            @Nullable BigDecimal unitPrice,
            @Nullable UUID productId,
            @Nullable String productType,
            @JsonUnwrapped Source source,
            @JsonUnwrapped Payment payment,
            @Nullable Copied origin,
            @JsonUnwrapped NamedByLine named) {
        static Line of(InvoiceLine line, Around around) {
            ConsolidationStore.@Nullable Origin copiedFrom =
                    around.origins().get(line.id().value());
            Quantity quantity = line.quantity();
            return new Line(
                    Currency.of(line.total().unit()),
                    line.source().type(),
                    line.name(),
                    line.total().value(),
                    quantity == null ? null : quantity.units(),
                    quantity == null ? null : quantity.unitPrice().value(),
                    line.product().id() == null ? null : line.product().id().value(),
                    line.source().productType(),
                    Source.of(line, around.listPrices().apply(line).orElse(null)),
                    Payment.of(line),
                    copiedFrom == null ? null : Copied.of(copiedFrom),
                    NamedByLine.of(line, around.royalty(), around.namedFields()));
        }
    }

    /** Which balance pays a line, on the paid line and on the one that takes it off alike; or which one the line pays for. */
    record Payment(
            @Nullable BalanceId commitId,
            @Nullable AccessSegmentId commitSegmentId,
            @Nullable String commitType,
            @Nullable PaidWith appliedCommitOrCredit,
            @Nullable Postpaid postpaidCommit) {
        private static final Payment NONE = new Payment(null, null, null, null, null);

        private static String type(BalanceType type) {
            return type == BalanceType.POSTPAID ? "PostpaidCommit" : "PrepaidCommit";
        }

        record PaidWith(BalanceId id, BalanceType type) {}

        /** The commit whose rest a line bills. */
        record Postpaid(BalanceId id) {}

        static Payment of(InvoiceLine line) {
            if (line.source() instanceof InvoiceLine.CommitPurchase purchase) {
                return new Payment(
                        purchase.commit(),
                        null,
                        type(purchase.commitType()),
                        null,
                        purchase.commitType() == BalanceType.POSTPAID ? new Postpaid(purchase.commit()) : null);
            }
            InvoiceLine.PaidBy paidBy = line.paidBy();
            return paidBy == null
                    ? NONE
                    : new Payment(
                            paidBy.balance(),
                            paidBy.segment(),
                            type(paidBy.type()),
                            new PaidWith(paidBy.balance(), paidBy.type()),
                            null);
        }
    }

    /** What a line comes from, and what that costs by the rate card. */
    record Source(
            Instant startingAt,
            @Nullable Instant endingBefore,
            @Nullable Map<String, String> pricingGroupValues,
            @Nullable Map<String, String> presentationGroupValues,
            @Nullable UUID discountId,
            @Nullable Tier tier,
            @Nullable UUID scheduledChargeId,
            @Nullable ProfessionalServiceId professionalServiceId,
            @Nullable String metadata,
            @Nullable SubscriptionId subscriptionId,
            @Nullable Boolean isProrated,
            @Nullable RateView listPrice) {
        static Source of(InvoiceLine line, @Nullable RateView listPrice) {
            InvoiceLine.Source source = line.source();
            TierRange tier = line.tier();
            return new Source(
                    source.startingAt(),
                    source.endingBefore(),
                    unlessEmpty(source.pricingGroupValues()),
                    unlessEmpty(source.presentationGroupValues()),
                    source instanceof InvoiceLine.Discount of ? of.discount() : null,
                    tier == null ? null : Tier.of(tier),
                    source instanceof InvoiceLine.Scheduled scheduled ? scheduled.charge() : null,
                    source instanceof InvoiceLine.ProfessionalService of ? of.service() : null,
                    source instanceof InvoiceLine.ProfessionalService of ? of.metadata() : null,
                    source instanceof InvoiceLine.Subscribed of ? of.subscription() : null,
                    source instanceof InvoiceLine.Subscribed of ? of.isProrated() : null,
                    listPrice);
        }

        private static @Nullable Map<String, String> unlessEmpty(Map<String, String> values) {
            return values.isEmpty() ? null : values;
        }
    }

    /** The part of an invoice that falls into one window. */
    record Breakdown(
            @JsonProperty Instant breakdownStartTimestamp,
            @JsonProperty Instant breakdownEndTimestamp,
            @JsonUnwrapped InvoiceView invoice) {}

    /**
     * What the API shows beside an invoice without it being part of the document.
     *
     * @param origins of a consolidated invoice, by the id of the line
     * @param namedFields custom fields of what its lines name
     * @param sale where its contract was sold, which nothing changes afterwards
     * @param listPrices what a line's product costs by the rate card, if that is asked for
     */
    record Around(
            Map<String, String> contractFields,
            Map<String, String> customerFields,
            @Nullable ExternalInvoice external,
            boolean withoutZeroQuantities,
            Hierarchy hierarchy,
            Map<UUID, ConsolidationStore.Origin> origins,
            @Nullable InvoiceRoyalty royalty,
            NamedFields.OfLines namedFields,
            SalesReferences sale,
            Function<InvoiceLine, Optional<RateView>> listPrices) {

        /** What stands around an invoice that is in no hierarchy, and whose contract has no reseller. */
        Around(
                Map<String, String> contractFields,
                Map<String, String> customerFields,
                @Nullable ExternalInvoice external,
                boolean withoutZeroQuantities) {
            this(
                    contractFields,
                    customerFields,
                    external,
                    withoutZeroQuantities,
                    Hierarchy.NONE,
                    Map.of(),
                    null,
                    NamedFields.OfLines.NONE,
                    SalesReferences.NONE,
                    _ -> Optional.empty());
        }
    }

    static InvoiceView of(Invoice invoice, Around around) {
        return of(invoice, invoice.lines(), invoice.total(), around);
    }

    /** The part of the invoice that falls into a window: its lines there, and what they come to. */
    static InvoiceView ofWindow(Invoice invoice, List<InvoiceLine> part, Around around) {
        return of(invoice, part, Rating.total(invoice.currency(), part), around);
    }

    private static InvoiceView of(Invoice invoice, List<InvoiceLine> lines, Amount total, Around around) {
        InvoiceSubject.Historical historical = invoice.subject().historical();
        return new InvoiceView(
                Identity.of(invoice),
                lines.stream()
                        .filter(line -> !around.withoutZeroQuantities()
                                || line.quantity() == null
                                || line.quantity().units().signum() != 0)
                        .map(line -> Line.of(line, around))
                        .toList(),
                Rating.subtotal(invoice.currency(), lines).value(),
                total.value(),
                Dates.of(invoice),
                historical == null || historical.billable() ? "billable" : "unbillable",
                new Fields(invoice.subject().customFields(), around.contractFields(), around.customerFields()),
                Terms.of(invoice, around.royalty(), around.sale()),
                around.external() == null ? null : ExternalInvoiceView.of(around.external()),
                invoice.regeneratedFrom() == null
                        ? null
                        : invoice.regeneratedFrom().value(),
                around.hierarchy());
    }
}

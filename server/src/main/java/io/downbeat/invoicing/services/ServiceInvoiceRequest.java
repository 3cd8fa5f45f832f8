package io.downbeat.invoicing.services;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ScheduledCharge;
import io.downbeat.contracts.amendments.Amendment;
import io.downbeat.contracts.charges.InvoiceSchedules;
import io.downbeat.contracts.services.ProfessionalService;
import io.downbeat.contracts.services.ProfessionalServiceId;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.http.Body;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@code v1/contracts/scheduleProServicesInvoice}: what an invoice of professional services is to bill, and when.
 *
 * @param lines in the order in which they will stand on the invoice, at least one
 */
public record ServiceInvoiceRequest(Body body, Contract.Ref contract, Instant issuedAt, List<Line> lines) {
    private static final String ISSUED_AT = "issued_at";
    private static final List<String> NETSUITE_LINE_DATES =
            List.of("netsuite_invoice_billing_end", "netsuite_invoice_billing_start");
    private static final List<String> NETSUITE_HEADER_DATES =
            List.of("netsuite_invoice_header_end", "netsuite_invoice_header_start");
    private static final String NETSUITE_DATES = "every destination is told the invoice's own date, which is issued_at";

    /** One member of {@code line_items}. */
    record Line(
            Body body,
            ProfessionalServiceId service,
            @Nullable UUID amendment,
            @Nullable String metadata) {
        static Line read(Body body) {
            body.knowsOnly(Set.of(
                    "amendment_id",
                    "amount",
                    "metadata",
                    "netsuite_invoice_billing_end",
                    "netsuite_invoice_billing_start",
                    "professional_service_id",
                    "quantity",
                    "unit_price"));
            NETSUITE_LINE_DATES.forEach(field -> body.refuse(field, NETSUITE_DATES));
            return new Line(
                    body,
                    new ProfessionalServiceId(body.uuid("professional_service_id")),
                    body.optionalUuid("amendment_id").orElse(null),
                    body.optionalText("metadata").orElse(null));
        }

        ProfessionalService find(List<ProfessionalService> agreed) {
            return agreed.stream()
                    .filter(one -> one.id().equals(service))
                    .findFirst()
                    .orElseThrow(() ->
                            body.invalid("professional_service_id", "the contract has no such professional service"));
        }

        void requireAmendment(List<Amendment> known) {
            if (amendment != null && known.stream().noneMatch(one -> one.id().equals(amendment))) {
                throw body.invalid("amendment_id", "the contract has no such amendment");
            }
        }

        /** An amount, or a quantity at the price that is given or that was agreed on, or both if they agree. */
        ScheduledCharge.Price price(ProfessionalService agreed) {
            Optional<BigDecimal> amount = notNegative("amount");
            Optional<BigDecimal> quantity = notNegative("quantity");
            Optional<BigDecimal> unitPrice = notNegative("unit_price");
            if (quantity.isEmpty() && (amount.isEmpty() || unitPrice.isPresent())) {
                throw body.invalid("amount", "give either an amount, or a quantity and perhaps a unit_price");
            }
            if (quantity.isEmpty()) {
                return new ScheduledCharge.Price(amount.orElseThrow(), BigDecimal.ONE);
            }
            var price =
                    new ScheduledCharge.Price(unitPrice.orElse(agreed.price().unitPrice()), quantity.get());
            if (amount.filter(given -> given.compareTo(price.amount()) != 0).isPresent()) {
                throw body.invalid("amount", "must equal unit_price x quantity");
            }
            return price;
        }

        private Optional<BigDecimal> notNegative(String field) {
            Optional<BigDecimal> value = body.optionalDecimal(field);
            if (value.filter(number -> number.signum() < 0).isPresent()) {
                throw body.invalid(field, "must not be negative");
            }
            return value;
        }
    }

    public ServiceInvoiceRequest {
        lines = List.copyOf(lines);
    }

    public static ServiceInvoiceRequest read(Body body) {
        body.knowsOnly(Set.of(
                "contract_id",
                "customer_id",
                ISSUED_AT,
                "line_items",
                "netsuite_invoice_header_end",
                "netsuite_invoice_header_start"));
        NETSUITE_HEADER_DATES.forEach(field -> body.refuse(field, NETSUITE_DATES));
        var contract =
                new Contract.Ref(new CustomerId(body.uuid("customer_id")), new ContractId(body.uuid("contract_id")));
        Instant issuedAt = body.instant(ISSUED_AT);
        List<Line> lines = body.objects("line_items").stream().map(Line::read).toList();
        if (lines.isEmpty()) {
            throw body.invalid("line_items", "must have at least one item");
        }
        return new ServiceInvoiceRequest(body, contract, issuedAt, lines);
    }

    void requireInside(Contract contract) {
        InvoiceSchedules.Dates.inside(contract, "an invoice").require(issuedAt, body, ISSUED_AT);
    }
}

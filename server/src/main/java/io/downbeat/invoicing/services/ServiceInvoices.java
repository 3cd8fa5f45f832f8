package io.downbeat.invoicing.services;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.contracts.WriteContracts;
import io.downbeat.contracts.amendments.Amendment;
import io.downbeat.contracts.services.ProfessionalService;
import io.downbeat.contracts.services.ProfessionalServiceId;
import io.downbeat.contracts.services.ServiceItem;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.platform.Change;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Refused;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.RateCard;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Opens invoices of professional services. All that invoices which are not void bill of a service stays within its maximum:
 * it is asked under the contract's lock, and the database refuses whatever would get past that.
 */
public final class ServiceInvoices {
    private final WriteContracts contracts;
    private final Customers customers;
    private final ServiceItemStore services;
    private final Pricing pricing;
    private final Transactions transactions;
    private final Ids ids;

    ServiceInvoices(
            WriteContracts contracts,
            Customers customers,
            ServiceItemStore services,
            Pricing pricing,
            Transactions transactions,
            Ids ids) {
        this.contracts = contracts;
        this.customers = customers;
        this.services = services;
        this.pricing = pricing;
        this.transactions = transactions;
        this.ids = ids;
    }

    /**
     * Opens the invoice that a request asks for.
     *
     * @throws Refused if there is no such customer or contract (404), the contract is archived, the date lies outside it, a
     *     line names a service that the contract does not have, has no price or two that differ, or there would be more
     *     billed of a service than its maximum; nothing is opened then
     */
    public InvoiceId schedule(ServiceInvoiceRequest request, Instant now) {
        return transactions.in(() -> {
            customers.require(request.contract().customer());
            ContractTerms terms = contracts
                    .lock(request.contract())
                    .orElseThrow(() -> Refused.notFound(
                            "the customer has no contract " + request.contract().contract()));
            if (terms.contract().isArchived()) {
                throw Refused.rule(Contracts.ARCHIVED);
            }
            request.requireInside(terms.contract());
            CreditType currency = currency(terms.contract());
            List<ServiceItemStore.NewItem> items = items(request, terms, currency);
            requireWithin(terms, request.contract().customer(), sums(items));
            InvoiceId id = new InvoiceId(ids.next());
            services.open(id, request.contract(), request.issuedAt(), currency, items, now);
            transactions.publish(change(id, request.contract(), request.issuedAt()));
            return id;
        });
    }

    /** What the contract's usage is billed in; US dollars of a contract without usage. */
    private CreditType currency(Contract contract) {
        return Optional.ofNullable(contract.rateCard())
                .flatMap(pricing::rateCard)
                .map(RateCard::currency)
                .orElse(CreditType.USD_CENTS);
    }

    private static Change change(InvoiceId id, Contract.Ref contract, Instant issuedAt) {
        return Change.of("schedule_professional_services_invoice", "invoice", id)
                .ofCustomer(contract.customer().value())
                .to(Map.of("contract_id", contract.contract(), "issued_at", issuedAt));
    }

    private List<ServiceItemStore.NewItem> items(
            ServiceInvoiceRequest request, ContractTerms terms, CreditType currency) {
        List<ServiceItemStore.NewItem> items = new ArrayList<>();
        for (ServiceInvoiceRequest.Line line : request.lines()) {
            line.requireAmendment(terms.get(Amendment.KIND));
            ServiceItem item = new ServiceItem(
                    ids.next(),
                    line.service(),
                    line.price(line.find(terms.get(ProfessionalService.KIND))),
                    line.amendment(),
                    line.metadata());
            items.add(new ServiceItemStore.NewItem(
                    item, new Amount(item.price().amount(), currency).rounded().value()));
        }
        return items;
    }

    private static Map<ProfessionalServiceId, BigDecimal> sums(List<ServiceItemStore.NewItem> items) {
        Map<ProfessionalServiceId, BigDecimal> sums = new HashMap<>();
        items.forEach(one -> sums.merge(one.item().service(), one.amount(), BigDecimal::add));
        return sums;
    }

    /**
     * Lets a regenerated invoice bill what the voided one billed. The contract is locked.
     *
     * @throws Refused if so much was billed meanwhile that the maximum of a service does not leave it any more
     */
    public void again(ContractTerms terms, Invoice.Ref voided, InvoiceId again) {
        requireWithin(terms, voided.customer(), services.ofInvoice(voided));
        services.takeOver(voided, again);
    }

    private void requireWithin(ContractTerms terms, CustomerId customer, Map<ProfessionalServiceId, BigDecimal> asked) {
        Map<ProfessionalServiceId, BigDecimal> billed = services.billed(customer, asked.keySet());
        for (ProfessionalService service : terms.get(ProfessionalService.KIND)) {
            BigDecimal more = asked.get(service.id());
            if (more != null) {
                BigDecimal sum = more.add(billed.getOrDefault(service.id(), BigDecimal.ZERO));
                if (sum.compareTo(service.maxAmount()) > 0) {
                    throw Refused.invalid(
                            "professional_service", plain(sum) + " exceeds max_amount " + plain(service.maxAmount()));
                }
            }
        }
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }
}

package io.downbeat.invoicing.accounts;

import io.downbeat.balances.BalanceScope;
import io.downbeat.balances.Balances;
import io.downbeat.balances.Standing;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.Drafts;
import io.downbeat.invoicing.InvoiceHeader;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceStore;
import io.downbeat.invoicing.UsagePeriods;
import io.downbeat.pricing.rates.UsageTerm;
import io.downbeat.rating.InvoiceLine;
import io.downbeat.rating.prices.PricedInterval;
import io.downbeat.usage.CountedUsage;
import io.downbeat.usage.Usage;
import io.downbeat.usage.metrics.BillableMetricId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads accounts of many customers, in a number of statements that does not grow with them; one more read for each grouping, and
 * for each customer that shares a balance with children and has no draft of usage itself.
 */
public final class OpenAccounts {

    /**
     * What is asked about a customer.
     *
     * @param everyDraft whether drafts of every type are wanted; else those of usage alone
     * @param using whether the contracts are wanted whose usage is billed
     * @param groupings sets of properties by which the lines of usage are wanted besides
     */
    public record Wanted(
            CustomerId customer, boolean everyDraft, boolean balances, boolean using, Set<Set<String>> groupings) {
        public Wanted {
            groupings = Set.copyOf(groupings);
        }
    }

    private final InvoiceStore invoices;
    private final Drafts drafts;
    private final Contracts contracts;
    private final Balances balances;
    private final Usage usage;

    OpenAccounts(InvoiceStore invoices, Drafts drafts, Contracts contracts, Balances balances, Usage usage) {
        this.invoices = invoices;
        this.drafts = drafts;
        this.contracts = contracts;
        this.balances = balances;
        this.usage = usage;
    }

    /** An account for every customer that was asked about; one that has nothing is empty. */
    public Map<CustomerId, OpenAccount> of(Collection<Wanted> wanted, Instant now) {
        List<InvoiceHeader> headers = headers(wanted);
        Map<ContractId, ContractTerms> terms = headers.isEmpty()
                ? Map.of()
                : contracts.terms(
                        headers.stream().map(InvoiceHeader::contractRef).collect(Collectors.toSet()));
        Drafts.Read read = drafts.read(headers, terms, false);
        Map<Set<String>, Drafts.Read> grouped = grouped(wanted, headers, terms);
        Map<CustomerId, List<OpenAccount.HeldBalance>> held = held(wanted, headers, read, terms);
        Map<CustomerId, List<Contract>> using = using(wanted, now);
        Map<CustomerId, List<InvoiceHeader>> byCustomer =
                headers.stream().collect(Collectors.groupingBy(InvoiceHeader::customer));
        Map<CustomerId, OpenAccount> accounts = new HashMap<>();
        for (Wanted one : wanted) {
            CustomerId customer = one.customer();
            List<OpenAccount.OpenDraft> open = byCustomer.getOrDefault(customer, List.of()).stream()
                    .map(header -> new OpenAccount.OpenDraft(
                            read.invoice(header),
                            Objects.requireNonNull(terms.get(header.contract())).contract(),
                            lines(header, one.groupings(), grouped)))
                    .toList();
            accounts.put(
                    customer,
                    new OpenAccount(
                            open, held.getOrDefault(customer, List.of()), using.getOrDefault(customer, List.of())));
        }
        return accounts;
    }

    /** Asked of the contracts and not of their drafts: at the very moment a period begins, its draft is not there yet. */
    private Map<CustomerId, List<Contract>> using(Collection<Wanted> wanted, Instant now) {
        List<CustomerId> asking =
                wanted.stream().filter(Wanted::using).map(Wanted::customer).toList();
        return contracts.heads(contracts.live(asking, now)).values().stream()
                .filter(contract -> contract.periods()
                        .containing(now)
                        .filter(period -> UsagePeriods.isInvoiced(contract, period))
                        .isPresent())
                .collect(Collectors.groupingBy(Contract::customer));
    }

    private List<InvoiceHeader> headers(Collection<Wanted> wanted) {
        Map<Boolean, List<CustomerId>> customers = wanted.stream()
                .collect(Collectors.partitioningBy(
                        Wanted::everyDraft, Collectors.mapping(Wanted::customer, Collectors.toList())));
        List<InvoiceHeader> headers = new ArrayList<>();
        List<CustomerId> all = Objects.requireNonNull(customers.get(true));
        if (!all.isEmpty()) {
            headers.addAll(invoices.drafts(all));
        }
        List<CustomerId> ofUsage = Objects.requireNonNull(customers.get(false));
        if (!ofUsage.isEmpty()) {
            headers.addAll(invoices.usageDrafts(ofUsage));
        }
        return headers;
    }

    private Map<Set<String>, Drafts.Read> grouped(
            Collection<Wanted> wanted, List<InvoiceHeader> headers, Map<ContractId, ContractTerms> terms) {
        Map<CustomerId, Set<Set<String>>> groupings =
                wanted.stream().collect(Collectors.toMap(Wanted::customer, Wanted::groupings));
        Map<Set<String>, Drafts.Read> read = new HashMap<>();
        wanted.stream().flatMap(one -> one.groupings().stream()).distinct().forEach(grouping -> {
            List<InvoiceHeader> its = headers.stream()
                    .filter(header -> header.period() != null
                            && groupings
                                    .getOrDefault(header.customer(), Set.of())
                                    .contains(grouping))
                    .toList();
            var split = new Split(grouping);
            Map<InvoiceId, Drafts.Quantities> quantities =
                    its.stream().collect(Collectors.toMap(InvoiceHeader::id, _ -> split));
            read.put(grouping, drafts.read(its, terms, false, quantities));
        });
        return read;
    }

    private static Map<Set<String>, List<InvoiceLine>> lines(
            InvoiceHeader header, Set<Set<String>> groupings, Map<Set<String>, Drafts.Read> grouped) {
        if (header.period() == null) {
            return Map.of();
        }
        return groupings.stream()
                .collect(Collectors.toMap(
                        grouping -> grouping,
                        grouping -> Drafts.shown(
                                Objects.requireNonNull(grouped.get(grouping)).lines(header))));
    }

    private Map<CustomerId, List<OpenAccount.HeldBalance>> held(
            Collection<Wanted> wanted,
            List<InvoiceHeader> headers,
            Drafts.Read read,
            Map<ContractId, ContractTerms> terms) {
        Set<CustomerId> asking =
                wanted.stream().filter(Wanted::balances).map(Wanted::customer).collect(Collectors.toSet());
        Set<CustomerId> drawing = headers.stream()
                .filter(header -> header.period() != null && asking.contains(header.customer()))
                .map(InvoiceHeader::customer)
                .collect(Collectors.toSet());
        List<Standing> standings = new ArrayList<>();
        drawing.forEach(customer -> read.left(customer).stream()
                .filter(standing -> standing.balance().customer().equals(customer))
                .forEach(standings::add));
        Set<CustomerId> idle = new LinkedHashSet<>(asking);
        idle.removeAll(drawing);
        if (!idle.isEmpty()) {
            // Whoever shares with children has no draft, and theirs draw on it.
            balances.ofCustomers(idle)
                    .forEach((customer, its) -> standings.addAll(
                            its.stream().anyMatch(standing -> standing.balance().isShared())
                                    ? drafts.left(customer, terms)
                                    : its));
        }
        Map<ContractId, Contract> holders = holders(standings, terms);
        return standings.stream()
                .collect(Collectors.groupingBy(
                        standing -> standing.balance().customer(),
                        Collectors.mapping(
                                standing -> new OpenAccount.HeldBalance(standing, holder(standing, holders)),
                                Collectors.toList())));
    }

    private Map<ContractId, Contract> holders(List<Standing> standings, Map<ContractId, ContractTerms> terms) {
        Map<ContractId, Contract> holders = new HashMap<>();
        terms.forEach((id, of) -> holders.put(id, of.contract()));
        Set<Contract.Ref> unknown = standings.stream()
                .flatMap(standing -> standing.balance().scope() instanceof BalanceScope.OfContract of
                        ? Stream.of(new Contract.Ref(standing.balance().customer(), new ContractId(of.contract())))
                        : Stream.empty())
                .filter(contract -> !holders.containsKey(contract.contract()))
                .collect(Collectors.toSet());
        if (!unknown.isEmpty()) {
            holders.putAll(contracts.heads(unknown));
        }
        return holders;
    }

    private static @Nullable Contract holder(Standing standing, Map<ContractId, Contract> holders) {
        return standing.balance().scope() instanceof BalanceScope.OfContract of
                ? Objects.requireNonNull(holders.get(new ContractId(of.contract())))
                : null;
    }

    /** The stored usage, priced as if these properties stood in the presentation group keys. */
    private final class Split implements Drafts.Quantities {
        private final Set<String> properties;

        private Split(Set<String> properties) {
            this.properties = properties;
        }

        @Override
        public CountedUsage usage() {
            return usage;
        }

        @Override
        public List<PricedInterval> priced(List<PricedInterval> agreed) {
            return agreed.stream()
                    .map(interval -> canSplit(interval.term()) ? interval.presentedBy(properties) : interval)
                    .toList();
        }

        /** By everything that its quantity would be asked by. */
        private boolean canSplit(UsageTerm term) {
            BillableMetricId metric = term.billableMetricId();
            Set<String> names = new LinkedHashSet<>(properties);
            if (!term.pricingGroupValues().isEmpty()) {
                names.addAll(term.pricingGroupKey());
            }
            names.addAll(term.presentationGroupKey());
            return metric != null && usage.tellsApartBy(metric, List.copyOf(names));
        }
    }
}

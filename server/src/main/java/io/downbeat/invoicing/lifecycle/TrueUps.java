package io.downbeat.invoicing.lifecycle;

import io.downbeat.balances.AccessSegment;
import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceHolder;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceScope;
import io.downbeat.balances.Balances;
import io.downbeat.balances.Draw;
import io.downbeat.balances.PaymentItem;
import io.downbeat.balances.Standing;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.contracts.hierarchy.Families;
import io.downbeat.core.ServicePeriod;
import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.ComputedDraft;
import io.downbeat.invoicing.Drafts;
import io.downbeat.invoicing.InvoiceHeader;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.invoicing.InvoiceStore;
import io.downbeat.invoicing.InvoicingSettings;
import io.downbeat.invoicing.ScheduledItems;
import io.downbeat.invoicing.ScheduledStore;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.http.Refused;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The invoices that bill what is left of postpaid commits, one of each commit: when their drafts open and go, and when they
 * may be finalized. All in the running transaction.
 *
 * <p>A commit has a draft for as long as finalized invoices left anything of it that is owed and not billed. The draft is
 * finalized on its date, or once all that can draw on the commit is final, if that is later. Whoever decides holds the
 * customer's balances, and so does whoever finalizes usage: what was left when the true-up was computed is left when it is
 * written.
 */
final class TrueUps {
    /** How long one waits for what is due already and is not final; usage that becomes final wakes it before. */
    private static final Duration SOON = Duration.ofMinutes(1);

    private final TrueUpStore store;
    private final InvoiceStore invoices;
    private final ScheduledStore scheduled;
    private final Balances balances;
    private final Contracts contracts;
    private final InvoicingSettings settings;
    private final Ids ids;

    TrueUps(
            TrueUpStore store,
            InvoiceStore invoices,
            ScheduledStore scheduled,
            Balances balances,
            Contracts contracts,
            InvoicingSettings settings,
            Ids ids) {
        this.store = store;
        this.invoices = invoices;
        this.scheduled = scheduled;
        this.balances = balances;
        this.contracts = contracts;
        this.settings = settings;
        this.ids = ids;
    }

    /** Opens, moves and removes the drafts of what a contract bills. */
    void match(ContractTerms terms, Map<BalanceId, Instant> drafts, Instant now) {
        Contract.Ref contract = terms.contract().ref();
        List<Balance> owing = ScheduledItems.owing(terms).toList();
        if (owing.isEmpty() && drafts.isEmpty()) {
            return;
        }
        balances.hold(List.of(contract.customer()));
        Map<BalanceId, Balance> wanted = balances.standings(owing).stream()
                .filter(standing ->
                        hasRest(standing) || standing.balance().origin().isProvisional())
                .map(Standing::balance)
                .collect(Collectors.toMap(Balance::id, Function.identity()));
        List<BalanceId> gone =
                drafts.keySet().stream().filter(id -> !wanted.containsKey(id)).toList();
        if (!gone.isEmpty()) {
            store.remove(contract, gone);
        }
        drafts.forEach((id, date) -> {
            Balance commit = wanted.remove(id);
            if (commit != null && !payment(commit).timestamp().equals(date)) {
                store.move(commit, payment(commit), now);
            }
        });
        withoutBilled(contract.customer(), wanted.values())
                .forEach(commit -> store.open(new InvoiceId(ids.next()), contract, commit, payment(commit), now));
    }

    /** The same for a contract whose drafts nobody has read. */
    void match(ContractTerms terms, Instant now) {
        Contract.Ref contract = terms.contract().ref();
        match(
                terms,
                scheduled
                        .billing(List.of(contract))
                        .getOrDefault(contract.contract(), ScheduledItems.Billing.NOTHING)
                        .trueUps(),
                now);
    }

    private static boolean hasRest(Standing standing) {
        return standing.left(standing.balance().segments().getFirst()).signum() > 0;
    }

    private static PaymentItem payment(Balance commit) {
        return commit.trueUp().orElseThrow();
    }

    /** What was billed once is billed again by regenerating that invoice alone. */
    private List<Balance> withoutBilled(CustomerId customer, Collection<Balance> commits) {
        if (commits.isEmpty()) {
            return List.of();
        }
        Set<UUID> billed = scheduled
                .touched(
                        customer, commits.stream().map(one -> payment(one).id()).toList())
                .stream()
                .map(ScheduledStore.Touched::item)
                .collect(Collectors.toSet());
        return commits.stream()
                .filter(commit -> !billed.contains(payment(commit).id()))
                .toList();
    }

    /** Where the periods of the customers go on that have no draft yet. Read before their drafts, or one could be missed. */
    List<TrueUpStore.Unopened> unopened(Collection<InvoiceHeader> trueUps, Map<ContractId, ContractTerms> terms) {
        // Of whichever customer: a child's usage draws on what its parent shares.
        Set<CustomerId> customers = trueUps.stream()
                .flatMap(draft -> Families.family(Objects.requireNonNull(terms.get(draft.contract()))).stream())
                .collect(Collectors.toSet());
        return customers.isEmpty() ? List.of() : store.unopened(customers);
    }

    /**
     * How long a true-up has to wait: for usage that can still draw on its commit, for what a subscription charges from within
     * its access, though it is collected later, and after an invoice was voided that had drawn on it for as long as late usage
     * is waited for, so that it can be regenerated first.
     *
     * @param read with the balances held
     * @param unopened read before that
     * @param becoming drafts that the same transaction finalizes before
     * @return empty if it can be finalized
     */
    Optional<Instant> waits(
            InvoiceHeader draft,
            Drafts.Read read,
            List<TrueUpStore.Unopened> unopened,
            Set<InvoiceId> becoming,
            Instant now) {
        return read.trueUpOf(draft)
                .filter(commit -> commit.trueUp().isPresent())
                .flatMap(commit -> Stream.of(
                                drafts(commit, read.drawing(draft), becoming),
                                collections(read.uncollected(commit, draft), becoming),
                                periods(commit, unopened),
                                regenerations(commit, now))
                        .flatMap(Function.identity())
                        .max(Instant::compareTo))
                .map(until -> until.isAfter(now) ? until : now.plus(SOON));
    }

    private static Stream<Instant> drafts(Balance commit, List<InvoiceHeader> drawing, Set<InvoiceId> becoming) {
        return drawing.stream()
                .filter(draft -> !becoming.contains(draft.id()) && canDraw(commit, draft))
                .map(InvoiceHeader::finalizeAt);
    }

    private static boolean canDraw(Balance commit, InvoiceHeader draft) {
        var segment = commit.segments().getFirst();
        return commit.canPay(holder(draft.contractRef()))
                && commit.unit().equals(draft.currency())
                && isIn(segment, draft);
    }

    /** Of its usage; what subscriptions charge counts with where it begins, wherever it is billed. */
    private static boolean isIn(AccessSegment segment, InvoiceHeader draft) {
        ServicePeriod period = draft.period();
        return period != null
                && period.start().isBefore(segment.endingBefore())
                && segment.startingAt().isBefore(period.end());
    }

    private static Stream<Instant> collections(List<Drafts.Uncollected> charges, Set<InvoiceId> becoming) {
        return charges.stream().flatMap(charge -> {
            InvoiceHeader on = charge.on();
            if (on == null) {
                return Stream.of(charge.at());
            }
            return becoming.contains(on.id()) ? Stream.empty() : Stream.of(on.finalizeAt());
        });
    }

    private static BalanceHolder holder(Contract.Ref contract) {
        return new BalanceHolder(contract.customer(), contract.contract().value());
    }

    /** Drafts to come of periods that have begun before the access ends; they open at once. */
    private static Stream<Instant> periods(Balance commit, List<TrueUpStore.Unopened> unopened) {
        return unopened.stream()
                .filter(next -> commit.isFor(holder(next.contract()))
                        && next.start().isBefore(commit.segments().getFirst().endingBefore()))
                .map(TrueUpStore.Unopened::start);
    }

    private Stream<Instant> regenerations(Balance commit, Instant now) {
        Map<UUID, Instant> voided = new HashMap<>(balances.givenBackSince(commit, now.minus(settings.grace())));
        if (!voided.isEmpty()) {
            voided.keySet().removeAll(store.replaced(voided.keySet()));
        }
        return voided.values().stream().map(at -> at.plus(settings.grace()));
    }

    void putOff(InvoiceHeader draft, Instant until) {
        store.putOff(draft.ref(), until);
    }

    /** Nothing is left, or nothing is owed for it any more: there is no invoice. */
    void remove(InvoiceHeader draft) {
        store.remove(draft.ref());
    }

    /** After usage was finalized: what waited for it is looked at again, and what was used up is billed no more. */
    void follow(Drafts.Read read, List<ComputedDraft> finalized, Instant now) {
        // Woken by nothing, one that waits would be looked at for ever.
        boolean isUsage = finalized.stream().anyMatch(of -> of.invoice().period() != null);
        Map<Balance, BigDecimal> owing = isUsage ? read.owing() : Map.of();
        if (owing.isEmpty()) {
            return;
        }
        Map<BalanceId, BigDecimal> drawn = finalized.stream()
                .flatMap(of -> of.draws().stream())
                .collect(Collectors.toMap(Draw::balance, Draw::amount, BigDecimal::add));
        List<Balance> waiting = new ArrayList<>();
        List<Balance> usedUp = new ArrayList<>();
        owing.forEach((commit, left) -> {
            BigDecimal rest = left.subtract(drawn.getOrDefault(commit.id(), BigDecimal.ZERO));
            (rest.signum() > 0 ? waiting : usedUp).add(commit);
        });
        if (!waiting.isEmpty()) {
            store.wake(waiting, now);
        }
        if (!usedUp.isEmpty()) {
            store.removeUsedUp(usedUp);
        }
    }

    /**
     * Before usage invoices are voided: whose rest is billed already is not given back behind that invoice.
     *
     * @param voided with whom each bills
     * @return the postpaid commits that they drew on, with whose they are
     * @throws Refused if what is left of one of them is billed by an invoice that stands and is not voided with them
     */
    Map<BalanceId, CustomerId> drawnBy(Map<UUID, CustomerId> voided) {
        Map<BalanceId, CustomerId> commits = balances.postpaidDrawnBy(voided);
        if (!commits.isEmpty()) {
            invoices.trueUps(commits).stream()
                    .filter(trueUp -> trueUp.status() == InvoiceStatus.FINALIZED
                            && !voided.containsKey(trueUp.id().value()))
                    .findFirst()
                    .ifPresent(trueUp -> {
                        throw Refused.rule("void invoice " + trueUp.id()
                                + " first: it bills what is left of commit " + trueUp.trueUpOf()
                                + ", which this invoice drew on; regenerate it after this one");
                    });
        }
        return commits;
    }

    /** After they were voided: what was used up has a rest again. */
    void reopen(Map<BalanceId, CustomerId> commits, Instant now) {
        Set<Contract.Ref> billing = commits.entrySet().stream()
                .flatMap(of -> balances.find(of.getValue(), of.getKey()).stream())
                .flatMap(commit -> billedOn(commit).stream())
                .collect(Collectors.toSet());
        if (!billing.isEmpty()) {
            contracts.terms(billing).values().forEach(terms -> match(terms, now));
        }
    }

    /** The contract on whose invoices a commit is paid. */
    static Optional<Contract.Ref> billedOn(Balance commit) {
        UUID contract = switch (commit.scope()) {
            case BalanceScope.OfContract of -> of.contract();
            case BalanceScope.OfCustomer of -> of.invoiceContract();
        };
        return Optional.ofNullable(contract).map(id -> new Contract.Ref(commit.customer(), new ContractId(id)));
    }
}

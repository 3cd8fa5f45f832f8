package io.downbeat.balances;

import io.downbeat.customers.CustomerId;
import io.downbeat.platform.http.Refused;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What other features ask about commits and credits, and how they are made, changed and drawn on. Everything here runs in
 * the caller's transaction.
 *
 * <p>The order of locks: the contract first, then the balances of its customer ({@link #hold}). Whoever draws, gives back or
 * changes what a balance comes to holds its customer before it reads; whoever only shows balances locks nothing.
 */
public final class Balances {
    private final BalanceStore balances;
    private final DrawStore draws;

    Balances(BalanceStore balances, DrawStore draws) {
        this.balances = balances;
        this.draws = draws;
    }

    /**
     * The balances of the customers that are not archived, with what finalized invoices and manual entries left of them; in
     * four statements for any number of customers, and in one if none of them has any. A customer without balances is not in
     * the answer.
     */
    public Map<CustomerId, List<Standing>> ofCustomers(Collection<CustomerId> customers) {
        Map<CustomerId, List<Standing>> found = new HashMap<>();
        standings(balances.live(customers))
                .forEach(standing -> found.computeIfAbsent(standing.balance().customer(), _ -> new ArrayList<>())
                        .add(standing));
        return found;
    }

    /** The balances with what finalized invoices and manual entries left of them, in the order given. */
    public List<Standing> standings(Collection<Balance> of) {
        if (of.isEmpty()) {
            return List.of();
        }
        Map<AccessSegmentId, DrawStore.Movements> moved = draws.movements(of);
        return of.stream().map(balance -> standing(balance, moved)).toList();
    }

    /** What is left with what rolled over put back, as before an edit that has it worked out anew. */
    public Standing beforeRollover(Balance balance) {
        Standing standing = standings(List.of(balance)).getFirst();
        Map<AccessSegmentId, BigDecimal> left = new HashMap<>(standing.left());
        rolled(balance.customer(), List.of(balance.id()))
                .forEach(one -> left.merge(one.segment(), one.amount(), BigDecimal::add));
        return new Standing(balance, left);
    }

    private static Standing standing(Balance balance, Map<AccessSegmentId, DrawStore.Movements> moved) {
        Map<AccessSegmentId, BigDecimal> left = new HashMap<>();
        balance.segments()
                .forEach(segment -> left.put(
                        segment.id(),
                        moved.getOrDefault(segment.id(), DrawStore.Movements.NONE)
                                .leftOf(segment.amount())));
        return new Standing(balance, left);
    }

    /**
     * Keeps everybody else who holds them from these customers' balances until the transaction ends. Customers are locked in
     * the order of their ids; one that has no balances has no row to lock.
     */
    public void hold(Collection<CustomerId> customers) {
        if (!customers.isEmpty()) {
            balances.hold(customers);
        }
    }

    /**
     * Writes what finalized invoices draw. The customers must be {@link #hold held}; all the same the database refuses what
     * would take more of a segment than it has.
     */
    public void draw(List<Draw> drawn) {
        if (!drawn.isEmpty()) {
            draws.add(drawn);
        }
    }

    /**
     * Holds the customers whose balances the invoices drew on, in one statement and so in one order, before what was drawn
     * is given back.
     *
     * @param invoices with whom each bills, which is not always whose balances it drew on
     */
    public void holdDrawn(Map<UUID, CustomerId> invoices) {
        if (!invoices.isEmpty()) {
            balances.holdDrawn(invoices);
        }
    }

    /** The same for all that a customer's invoices drew, whose contracts are locked. */
    public void holdDrawnBy(CustomerId customer) {
        balances.holdDrawnBy(customer);
    }

    /**
     * Gives back what invoices drew that are voided now; it must be {@link #holdDrawn held}.
     *
     * @param invoices with whom each bills
     */
    public void giveBack(Map<UUID, CustomerId> invoices, Instant now) {
        if (!invoices.isEmpty()) {
            draws.giveBack(invoices, now);
        }
    }

    /**
     * When each invoice whose usage drew on the balance was voided, if that was after the moment; one that was regenerated
     * since too.
     */
    public Map<UUID, Instant> givenBackSince(Balance balance, Instant after) {
        return draws.givenBackSince(balance.customer(), balance.id(), after);
    }

    /**
     * The postpaid commits that usage of the invoices drew on, with whose they are; what was given back does not count.
     *
     * @param invoices with whom each bills
     */
    public Map<BalanceId, CustomerId> postpaidDrawnBy(Map<UUID, CustomerId> invoices) {
        return invoices.isEmpty() ? Map.of() : draws.postpaidDrawnBy(invoices);
    }

    /** @throws Refused with 409 if any commit or credit of the account was made with the key */
    public void create(Balance balance, @Nullable String uniquenessKey) {
        if (!balances.add(balance, uniquenessKey)) {
            throw Refused.conflict("uniqueness_key: is in use");
        }
    }

    /**
     * Stores a balance as an edit left it; the customer must be {@link #hold held}. A segment that is not there any more is
     * kept apart with its manual entries, and counts for nothing.
     */
    public void update(Balance changed) {
        balances.update(changed);
    }

    /** Adds an entry to a segment; the customer must be {@link #hold held}. */
    public void add(CustomerId customer, ManualEntry entry, Instant now) {
        draws.add(customer, entry, now);
    }

    /** Archived ones too. */
    public Optional<Balance> find(CustomerId customer, BalanceId id) {
        return balances.find(customer, List.of(id)).stream().findFirst();
    }

    /** Whoever's they are, archived ones too, by their ids. */
    public Map<BalanceId, Balance> findAll(Collection<BalanceId> ids) {
        Map<BalanceId, Balance> found = new HashMap<>();
        if (!ids.isEmpty()) {
            balances.findAll(ids).forEach(balance -> found.put(balance.id(), balance));
        }
        return found;
    }

    /** What contracts agreed on, archived ones too, by contract and in the order they were made. */
    public Map<BalanceHolder, List<Balance>> ofContracts(Collection<BalanceHolder> contracts) {
        Map<BalanceHolder, List<Balance>> found = new HashMap<>();
        if (!contracts.isEmpty()) {
            balances.ofContracts(contracts).forEach(balance -> {
                if (balance.scope() instanceof BalanceScope.OfContract of) {
                    found.computeIfAbsent(new BalanceHolder(balance.customer(), of.contract()), _ -> new ArrayList<>())
                            .add(balance);
                }
            });
        }
        return found;
    }

    /** Commits of customers whose payments stand on the contracts' invoices, archived ones too, in the order they were made. */
    public Map<BalanceHolder, List<Balance>> billedOn(Collection<BalanceHolder> contracts) {
        Map<BalanceHolder, List<Balance>> found = new HashMap<>();
        if (!contracts.isEmpty()) {
            balances.billedOn(contracts).forEach(balance -> {
                if (balance.scope() instanceof BalanceScope.OfCustomer of && of.invoiceContract() != null) {
                    found.computeIfAbsent(
                                    new BalanceHolder(balance.customer(), of.invoiceContract()), _ -> new ArrayList<>())
                            .add(balance);
                }
            });
        }
        return found;
    }

    /** The custom fields of those that have any, whoever's they are. */
    public Map<BalanceId, Map<String, String>> customFields(Collection<BalanceId> of) {
        return of.isEmpty() ? Map.of() : balances.customFields(of);
    }

    /** All of a customer's balances, archived ones and those of its contracts too, in the order they were made. */
    public List<Balance> ofCustomer(CustomerId customer) {
        return balances.ofCustomer(customer);
    }

    /** The keys that balances of a customer were made with; one that was made without is not in the answer. */
    public Map<BalanceId, String> uniquenessKeys(CustomerId customer, Collection<BalanceId> ids) {
        return ids.isEmpty() ? Map.of() : balances.uniquenessKeys(customer, ids);
    }

    /** What invoices that are not void drew of the balances, by balance and in the order of its date. */
    public Map<BalanceId, List<Draw>> draws(CustomerId customer, Collection<BalanceId> ids) {
        return by(ids.isEmpty() ? List.of() : draws.draws(customer, ids), Draw::balance);
    }

    /** The manual entries of segments that are still there, by balance and in the order of their dates. */
    public Map<BalanceId, List<ManualEntry>> manualEntries(CustomerId customer, Collection<BalanceId> ids) {
        return by(ids.isEmpty() ? List.of() : draws.manualEntries(customer, ids), ManualEntry::balance);
    }

    /** Notes that a contract was renewed; what it has rolls over from now on. An earlier note of it is replaced. */
    public void renewed(Rollovers.Transition transition) {
        draws.add(transition);
    }

    public Optional<Rollovers.Transition> transition(BalanceHolder from) {
        return draws.find(from);
    }

    /** The balance that continues another one in the next contract. */
    public Optional<Balance> continuing(CustomerId customer, BalanceId from) {
        return balances.continuing(customer, List.of(from)).stream().findFirst();
    }

    /** What continues any of the balances. */
    public List<Balance> continuing(CustomerId customer, Collection<BalanceId> from) {
        return from.isEmpty() ? List.of() : balances.continuing(customer, from);
    }

    /** Those of the contracts from which something rolls over that is not settled yet. */
    public Set<BalanceHolder> rollingOver(Collection<BalanceHolder> from) {
        return from.isEmpty() ? Set.of() : draws.provisional(from);
    }

    /** What of the balances rolled over for good. */
    public List<Rollovers.Rolled> rolled(CustomerId customer, Collection<BalanceId> ids) {
        return ids.isEmpty() ? List.of() : draws.rolled(customer, ids);
    }

    /**
     * Settles what rolled over, in the order of time: it has to be there before more of it rolls on. What is settled already
     * stays. The customers must be {@link #hold held}.
     *
     * @param rolled all that rolled over into each of its balances
     */
    public void freeze(List<Rollovers.Rolled> rolled, Instant now) {
        Map<BalanceId, List<Rollovers.Rolled>> into = new LinkedHashMap<>();
        rolled.forEach(
                one -> into.computeIfAbsent(one.into(), _ -> new ArrayList<>()).add(one));
        into.forEach((balance, its) -> draws.freeze(its.getFirst().customer(), balance, its, now));
    }

    /**
     * Settles what rolls over from a contract at what finalized invoices left of it. The customer must be {@link #hold held}.
     *
     * @param nothing whether nothing rolls over after all
     */
    public void freeze(BalanceHolder from, boolean nothing, Instant now) {
        List<Standing> standings = ofCustomers(List.of(from.customer())).getOrDefault(from.customer(), List.of());
        Map<AccessSegmentId, BigDecimal> left = new HashMap<>();
        standings.forEach(standing -> left.putAll(standing.left()));
        List<Balance> all = standings.stream().map(Standing::balance).toList();
        Set<BalanceId> settled = all.stream()
                .filter(balance -> !balance.origin().isProvisional())
                .map(Balance::id)
                .collect(Collectors.toSet());
        List<Rollovers.Rolled> rolled = nothing ? List.of() : Rollovers.of(all).given(left);
        all.stream()
                .filter(balance -> isOpen(balance.origin(), from, settled))
                .forEach(balance -> draws.freeze(from.customer(), balance.id(), rolled, now));
    }

    /** What came into a contract and is open itself keeps open what goes on from there. */
    private static boolean isOpen(BalanceOrigin origin, BalanceHolder from, Set<BalanceId> settled) {
        BalanceOrigin.RolledOver rolled = origin.rolledOver();
        return rolled != null
                && !rolled.isFrozen()
                && rolled.contract().equals(from.contract())
                && settled.contains(rolled.from());
    }

    /**
     * Works out anew what rolled over of a balance that was edited since. The customer must be {@link #hold held}, and nothing
     * of what rolled over is drawn.
     */
    public void rollAnew(Balance edited, Instant now) {
        continuing(edited.customer(), edited.id()).ifPresent(into -> {
            draws.openAgain(edited.customer(), into.id(), edited.costBasis());
            if (!into.origin().isProvisional() && edited.scope() instanceof BalanceScope.OfContract of) {
                freeze(new BalanceHolder(edited.customer(), of.contract()), false, now);
            }
        });
    }

    private static <T> Map<BalanceId, List<T>> by(List<T> all, Function<T, BalanceId> balance) {
        Map<BalanceId, List<T>> found = new LinkedHashMap<>();
        all.forEach(one -> found.computeIfAbsent(balance.apply(one), _ -> new ArrayList<>())
                .add(one));
        return found;
    }
}

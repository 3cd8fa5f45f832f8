package io.downbeat.rating.subscriptions;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.subscriptions.BillingGrid;
import io.downbeat.contracts.subscriptions.Subscription;
import io.downbeat.contracts.subscriptions.SubscriptionId;
import io.downbeat.core.ServicePeriod;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which invoice of a contract bills which charge of its subscriptions, by what is true at a moment (subscriptions.md 1.5).
 * Pure.
 *
 * <p>A charge rides on the usage invoice that ends on its day while that is a draft, or has an invoice of its date. One whose
 * date has passed unbilled, because an edit made it arise, stands on the next invoice of charges that is there, or on one
 * that is dated at the hour of the edit.
 */
public final class SubscriptionBilling {
    /** So many periods ahead the next charge that needs an invoice of its own is looked for at once. */
    private static final int LOOK_AHEAD = 14;

    /**
     * What is known of a contract's invoices.
     *
     * @param billed what finalized invoices bill, or billed before they were voided
     * @param rides the end of the usage invoice that ends on the day and is not final, if there is one or will be
     * @param dates of the drafts of charges in the currency of its rate card
     */
    public record Invoices(
            Collection<BilledCharge> billed, Function<Instant, Optional<Instant>> rides, NavigableSet<Instant> dates) {
        public Invoices {
            billed = List.copyOf(billed);
        }
    }

    /**
     * What is to be there.
     *
     * @param dates of invoices of charges
     * @param next when to look again; {@code null} for not before the next edit
     */
    public record Wanted(Set<Instant> dates, @Nullable Instant next) {}

    /** Where a charge stands: on a usage invoice or on one of charges, which may have to be opened yet. */
    private record Stand(Instant on, boolean isUsage, boolean isThere) {}

    private final Contract contract;
    private final List<Subscription> subscriptions;
    private final SubscriptionPrices prices;
    private final Invoices invoices;
    private final Map<SubscriptionId, List<BilledCharge>> billed;
    private final Instant now;

    public SubscriptionBilling(ContractTerms terms, SubscriptionPrices prices, Invoices invoices, Instant now) {
        this.contract = terms.contract();
        this.subscriptions = terms.get(Subscription.KIND);
        this.prices = prices;
        this.invoices = invoices;
        this.billed = invoices.billed().stream().collect(Collectors.groupingBy(BilledCharge::subscription));
        this.now = now;
    }

    /** Whether a contract has any that are, or were, charged. */
    public static boolean areIn(ContractTerms terms) {
        return !terms.get(Subscription.KIND).isEmpty();
    }

    /** The charges that ride on the usage invoice of the period. */
    public List<SubscriptionCharge> onUsage(ServicePeriod period) {
        return on(period.end(), true);
    }

    /** The charges on the draft of charges of the date. */
    public List<SubscriptionCharge> onScheduled(Instant date) {
        return on(date, false);
    }

    private List<SubscriptionCharge> on(Instant date, boolean isUsage) {
        if (contract.isArchived()) {
            return List.of();
        }
        return unbilledBefore(date.plus(1, ChronoUnit.DAYS))
                .filter(charge -> {
                    Stand stand = stand(charge);
                    return stand.isThere && stand.isUsage == isUsage && stand.on.equals(date);
                })
                .toList();
    }

    /** What is charged of billing periods that begin before the moment, and no invoice bills yet. */
    private Stream<SubscriptionCharge> unbilledBefore(Instant until) {
        return subscriptions.stream()
                .flatMap(one -> new BillingGrid(one, contract)
                        .startingBefore(until).stream().flatMap(window -> unbilled(one, window)))
                .filter(charge -> charge.price().isEntitled());
    }

    /**
     * When each is collected that begins before the moment and is not billed yet; without what came after its date and has no
     * invoice, since nobody knows of one until the next edit.
     */
    public Map<SubscriptionCharge, Instant> toBeCollected(Instant until) {
        Map<SubscriptionCharge, Instant> dates = new LinkedHashMap<>();
        if (!contract.isArchived()) {
            unbilledBefore(until).forEach(charge -> {
                Stand stand = stand(charge);
                if (stand.isThere || !stand.on.isBefore(now)) {
                    dates.put(charge, stand.on);
                }
            });
        }
        return dates;
    }

    /**
     * What an invoice billed before it was voided, for the one in its place: as many for as long, at today's price; of an archived
     * contract as well, which has nothing else to bill any more.
     */
    public List<SubscriptionCharge> again(UUID voided) {
        List<SubscriptionCharge> charges = new ArrayList<>();
        for (Subscription one : subscriptions) {
            for (BilledCharge charge : billed.getOrDefault(one.id(), List.of())) {
                if (charge.invoice().equals(voided)) {
                    Instant start = new BillingGrid(one, contract)
                            .first()
                            .map(BillingGrid.Window::start)
                            .orElse(one.startingAt());
                    Instant read = charge.period().start().isBefore(start)
                            ? start
                            : charge.period().start();
                    prices.at(one, read)
                            .filter(SubscriptionPrice::isEntitled)
                            .ifPresent(price -> charges.add(new SubscriptionCharge(
                                    one,
                                    charge.kind(),
                                    charge.period(),
                                    charge.charged(),
                                    charge.above(),
                                    charge.quantity(),
                                    price)));
                }
            }
        }
        return charges;
    }

    /** The invoices of charges that the contract should have for what is not billed yet: of each subscription one to come. */
    public Wanted wanted() {
        if (contract.isArchived()) {
            return new Wanted(Set.of(), null);
        }
        Set<Instant> dates = new HashSet<>();
        NavigableSet<Instant> looks = new TreeSet<>();
        for (Subscription one : subscriptions) {
            NavigableSet<Instant> toCome = new TreeSet<>();
            Set<Instant> priced = new HashSet<>();
            for (SubscriptionCharge charge : soon(one, looks)) {
                Stand stand = stand(charge);
                if (stand.isUsage) {
                    continue;
                }
                if (stand.on.isAfter(now)) {
                    toCome.add(stand.on);
                }
                if (charge.price().isEntitled()) {
                    priced.add(stand.on);
                }
            }
            priced.stream()
                    .filter(date -> !date.isAfter(now) || date.equals(toCome.first()))
                    .forEach(dates::add);
            if (!toCome.isEmpty()) {
                looks.add(toCome.first());
            }
        }
        return new Wanted(Set.copyOf(dates), looks.isEmpty() ? null : looks.first());
    }

    /** What is unbilled by now, and so much ahead; behind that somebody has to look again. */
    private List<SubscriptionCharge> soon(Subscription one, NavigableSet<Instant> looks) {
        BillingGrid grid = new BillingGrid(one, contract);
        List<SubscriptionCharge> charges = new ArrayList<>();
        Optional<BillingGrid.Window> next = grid.first();
        int ahead = 0;
        while (next.isPresent() && ahead < LOOK_AHEAD) {
            BillingGrid.Window window = next.get();
            unbilled(one, window).forEach(charges::add);
            ahead += window.start().isAfter(now) ? 1 : 0;
            next = grid.after(window);
        }
        next.ifPresent(window -> looks.add(window.start().minus(window.period().length())));
        return charges;
    }

    private Stream<SubscriptionCharge> unbilled(Subscription one, BillingGrid.Window window) {
        return new SubscriptionCharges(one, billed.getOrDefault(one.id(), List.of()), moment -> prices.at(one, moment))
                .unbilled(window).stream();
    }

    private Stand stand(SubscriptionCharge charge) {
        Instant date = charge.collectedAt(contract);
        boolean mayRide = !charge.isBilledAtOnce()
                && charge.subscription().collection().placement() == Subscription.Placement.ON_USAGE_INVOICE;
        Optional<Stand> found = stand(date, mayRide);
        if (found.isEmpty() && charge.kind() != ChargeKind.BASE && !charge.isBilledAtOnce()) {
            found = onNextCollection(charge, mayRide);
        }
        return found.orElseGet(() -> late(date));
    }

    /** Nothing if the date has passed. */
    private Optional<Stand> stand(Instant date, boolean mayRide) {
        Optional<Instant> usage = mayRide ? invoices.rides().apply(date) : Optional.empty();
        if (usage.isPresent()) {
            return Optional.of(new Stand(usage.get(), true, true));
        }
        boolean isThere = invoices.dates().contains(date);
        return isThere || !date.isBefore(now) ? Optional.of(new Stand(date, false, isThere)) : Optional.empty();
    }

    /** What waits for a collection date that has passed waits for the next one. */
    private Optional<Stand> onNextCollection(SubscriptionCharge charge, boolean mayRide) {
        BillingGrid grid = new BillingGrid(charge.subscription(), contract);
        Optional<BillingGrid.Window> next =
                grid.containing(charge.charged().start()).flatMap(grid::after);
        while (next.isPresent()) {
            Optional<Stand> found =
                    stand(SubscriptionCharge.collectedAtEnd(next.get().period(), contract), mayRide);
            if (found.isPresent()) {
                return found;
            }
            next = grid.after(next.get());
        }
        return Optional.empty();
    }

    /** What an edit made arise after its date. */
    private Stand late(Instant date) {
        Instant there = invoices.dates().ceiling(date);
        return there == null || there.isAfter(now)
                ? new Stand(now.truncatedTo(ChronoUnit.HOURS), false, false)
                : new Stand(there, false, true);
    }
}

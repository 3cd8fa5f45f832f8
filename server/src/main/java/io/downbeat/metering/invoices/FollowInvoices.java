package io.downbeat.metering.invoices;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractChanged;
import io.downbeat.delivery.Deliveries;
import io.downbeat.invoicing.DraftsOpened;
import io.downbeat.invoicing.DraftsOpened.OpenedDraft;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceVoided;
import io.downbeat.invoicing.InvoicesFinalized;
import io.downbeat.metering.ConfigurationRef;
import io.downbeat.metering.Hours;
import io.downbeat.metering.configurations.MeteredConfigurations;
import io.downbeat.metering.configurations.MeteringIncidents;
import io.downbeat.metering.configurations.StoppedMetering;
import io.downbeat.providers.ConfigurationId;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

/** Begins and ends metering of invoices as they open, are finalized and voided; each in the transaction of what happened. */
final class FollowInvoices {
    private static final String ARCHIVED = "the configuration is archived";

    private final MeteredInvoiceStateStore states;
    private final MeteredConfigurations configurations;
    private final StoppedMetering stopped;
    private final MeteringIncidents incidents;
    private final Deliveries deliveries;
    private final InstantSource clock;

    FollowInvoices(
            MeteredInvoiceStateStore states,
            MeteredConfigurations configurations,
            StoppedMetering stopped,
            MeteringIncidents incidents,
            Deliveries deliveries,
            InstantSource clock) {
        this.states = states;
        this.configurations = configurations;
        this.stopped = stopped;
        this.incidents = incidents;
        this.deliveries = deliveries;
        this.clock = clock;
    }

    @EventListener
    @Order(1)
    void on(DraftsOpened opened) {
        Instant now = clock.instant();
        List<OpenedDraft> drafts =
                routed(opened.drafts(), draft -> draft.route().configuration());
        Set<ConfigurationRef> metered = configurations.metered(
                drafts.stream().map(FollowInvoices::configuration).toList());
        List<MeteredInvoiceStateStore.Opening> openings = drafts.stream()
                .filter(draft -> metered.contains(configuration(draft)))
                .map(draft -> opening(draft, now))
                .toList();
        openings.forEach(states::open);
        if (!openings.isEmpty()) {
            states.follow(openings);
        }
    }

    private static MeteredInvoiceStateStore.Opening opening(OpenedDraft draft, Instant now) {
        return new MeteredInvoiceStateStore.Opening(
                draft.invoice(),
                null,
                MeteredInvoiceState.Kind.USAGE,
                draft.contract(),
                configuration(draft),
                draft.period().start(),
                draft.period().end(),
                null,
                firstLook(draft.period().start(), draft.period().end(), now));
    }

    /** A contract that is to go on after all has a draft that grows again, of which nothing was to come any more. */
    @EventListener
    @Order(2)
    void on(ContractChanged changed) {
        Contract contract = changed.after().contract();
        if (!Objects.equals(changed.before().contract().endingBefore(), contract.endingBefore())) {
            Set<ConfigurationId> scheduled = new HashSet<>();
            changed.after()
                    .schedule()
                    .segments()
                    .forEach(segment ->
                            Optional.ofNullable(segment.value().configuration()).ifPresent(scheduled::add));
            states.awake(contract.ref(), scheduled, Hours.nextLook(clock.instant()));
        }
    }

    @EventListener
    @Order(2)
    void on(InvoicesFinalized finalized) {
        Instant now = clock.instant();
        List<Invoice> dollars = finalized.invoices().stream()
                .filter(FollowInvoices::isMeterable)
                .toList();
        List<Invoice> invoices = routed(dollars, FollowInvoices::configuration);
        Set<ConfigurationRef> metered = configurations.metered(invoices.stream()
                .map(FollowInvoices::configuration)
                .filter(Objects::nonNull)
                .toList());
        List<Invoice> ours = invoices.stream()
                .filter(invoice -> metered.contains(configuration(invoice)))
                .sorted(Comparator.comparing(invoice -> invoice.id().value()))
                .toList();
        if (!ours.isEmpty()) {
            states.lock(ours.stream().map(Invoice::ref).toList());
        }
        List<Invoice> others = new ArrayList<>(dollars);
        others.removeAll(ours);
        leaveBehind(others, now);
        finish(ours, now);
    }

    /** Metered as drafts, and finalized to go nowhere or elsewhere, because their configuration was archived. */
    private void leaveBehind(List<Invoice> others, Instant now) {
        Set<Invoice.Ref> metered = others.isEmpty()
                ? Set.of()
                : states.metered(others.stream().map(Invoice::ref).toList());
        for (Invoice invoice : others) {
            if (metered.contains(invoice.ref())) {
                leaveBehind(invoice, now);
            }
        }
        if (!metered.isEmpty()) {
            stopped.endForArchived(now);
        }
    }

    private void leaveBehind(Invoice invoice, Instant now) {
        boolean elsewhere = configuration(invoice) != null;
        long metered = states.leftBehind(
                invoice.ref(), invoice.total().value(), elsewhere ? "the invoice went to another provider" : ARCHIVED);
        if (elsewhere && metered > 0) {
            incidents.raise(
                    MeteringIncidents.Kind.METERED_ELSEWHERE,
                    invoice.id().value(),
                    metered + " cents of the invoice were metered to a marketplace before its configuration was"
                            + " archived, and the whole invoice now goes to another provider: refund them at one of"
                            + " both",
                    null,
                    now);
        }
    }

    @EventListener
    @Order(2)
    void on(InvoiceVoided voided) {
        Instant now = clock.instant();
        states.voided(voided.invoice().ref(), now);
        incidents.end(
                MeteringIncidents.Kind.METERED_ELSEWHERE, voided.invoice().id().value(), now);
        stopped.endForArchived(now);
    }

    /**
     * What a person refunded of an invoice before counts no more, so the one in its place is metered in full. Deliveries come
     * last, as in what follows from a record's outcome.
     */
    private void finish(List<Invoice> ours, Instant now) {
        List<InvoiceId> before = ours.stream()
                .map(Invoice::regeneratedFrom)
                .filter(Objects::nonNull)
                .toList();
        // Held: a refund that is told meanwhile would count beside its cents here.
        deliveries.hold(before);
        Set<InvoiceId> refunded = deliveries.takenBackByHand(before);
        for (Invoice invoice : ours) {
            InvoiceId from = invoice.regeneratedFrom();
            finish(invoice, from != null && refunded.contains(from) ? null : from, now);
        }
    }

    /**
     * A draft that was metered gets its last look; an invoice that never was a draft begins and ends at once. Its period is
     * over, so nothing of another one waits for it.
     *
     * @param from the voided invoice whose metered cents count for this one
     */
    private void finish(Invoice invoice, @Nullable InvoiceId from, Instant now) {
        BigDecimal cents = invoice.total().value();
        ConfigurationRef configuration = configuration(invoice);
        if (states.finalized(invoice.ref(), cents, now) || configuration == null) {
            return;
        }
        var period = invoice.period();
        Instant start = period == null ? invoice.issuedAt() : period.start();
        Instant look = period == null ? Hours.nextTick(Hours.of(start).plus(Hours.HOUR)) : now;
        states.open(new MeteredInvoiceStateStore.Opening(
                invoice.id(),
                from,
                period == null ? MeteredInvoiceState.Kind.SCHEDULED : MeteredInvoiceState.Kind.USAGE,
                invoice.contract(),
                configuration,
                start,
                period == null ? null : period.end(),
                cents,
                look.isBefore(now) ? now : look));
    }

    /** Five minutes after its first hour; at once for a period that is over already. */
    private static Instant firstLook(Instant start, Instant end, Instant now) {
        Instant first = Hours.nextTick(start.plus(Hours.HOUR).minusNanos(1));
        if (!now.isBefore(end)) {
            return now;
        }
        return first.isAfter(now) ? first : Hours.nextTick(now);
    }

    private static <T> List<T> routed(List<T> all, Function<T, @Nullable Object> configuration) {
        List<T> routed = new ArrayList<>();
        for (T each : all) {
            if (configuration.apply(each) != null) {
                routed.add(each);
            }
        }
        return routed;
    }

    /** What the delivery to a marketplace skips is not metered either. */
    private static boolean isMeterable(Invoice invoice) {
        return invoice.currency().isoCode().equals("USD") && !invoice.isTrueUp();
    }

    private static ConfigurationRef configuration(OpenedDraft draft) {
        return new ConfigurationRef(
                draft.customer(), Objects.requireNonNull(draft.route().configuration()));
    }

    private static @Nullable ConfigurationRef configuration(Invoice invoice) {
        ConfigurationId id = invoice.route() == null ? null : invoice.route().configuration();
        return id == null ? null : new ConfigurationRef(invoice.customer(), id);
    }
}

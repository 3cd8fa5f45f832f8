package io.downbeat.metering;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractChanged;
import io.downbeat.invoicing.DraftsOpened;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceVoided;
import io.downbeat.invoicing.InvoicesFinalized;
import io.downbeat.invoicing.OpenedDraft;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.ConfigurationsArchived;
import io.downbeat.providers.CredentialsUpdated;
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
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

/** The news that open, end, stop and resume metering; each in the transaction of what happened. */
final class MeterFacts {
    private static final String ARCHIVED = "the configuration is archived";

    private final MeteredInvoiceStateStore streams;
    private final MeteredConfigurations configurations;
    private final MeteredConfigurationStore stopping;
    private final MeteringRecordStore records;
    private final MeteringIncidents incidents;
    private final InstantSource clock;

    MeterFacts(
            MeteredInvoiceStateStore streams,
            MeteredConfigurations configurations,
            MeteredConfigurationStore stopping,
            MeteringRecordStore records,
            MeteringIncidents incidents,
            InstantSource clock) {
        this.streams = streams;
        this.configurations = configurations;
        this.stopping = stopping;
        this.records = records;
        this.incidents = incidents;
        this.clock = clock;
    }

    @EventListener
    void on(DraftsOpened opened) {
        Instant now = clock.instant();
        List<OpenedDraft> drafts =
                routed(opened.drafts(), draft -> draft.route().configuration());
        Set<ConfigurationRef> metered = configurations.metered(
                drafts.stream().map(MeterFacts::configuration).toList());
        for (OpenedDraft draft : drafts) {
            if (metered.contains(configuration(draft))) {
                streams.open(new MeteredInvoiceStateStore.Opening(
                        draft.invoice(),
                        null,
                        MeteredInvoiceState.Kind.USAGE,
                        draft.contract(),
                        configuration(draft),
                        draft.period().start(),
                        draft.period().end(),
                        null,
                        firstLook(draft.period().start(), draft.period().end(), now)));
            }
        }
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
            streams.awake(contract.ref(), scheduled, Hours.nextLook(clock.instant()));
        }
    }

    @EventListener
    @Order(2)
    void on(InvoicesFinalized finalized) {
        Instant now = clock.instant();
        List<Invoice> dollars =
                finalized.invoices().stream().filter(MeterFacts::isMeterable).toList();
        List<Invoice> invoices = routed(dollars, MeterFacts::configuration);
        Set<ConfigurationRef> metered = configurations.metered(invoices.stream()
                .map(MeterFacts::configuration)
                .filter(Objects::nonNull)
                .toList());
        List<Invoice> ours = invoices.stream()
                .filter(invoice -> metered.contains(configuration(invoice)))
                .sorted(Comparator.comparing(invoice -> invoice.id().value()))
                .toList();
        if (!ours.isEmpty()) {
            streams.lock(ours.stream().map(Invoice::ref).toList());
            for (Invoice invoice : ours) {
                finish(invoice, now);
            }
        }
        List<Invoice> others = new ArrayList<>(dollars);
        others.removeAll(ours);
        leaveBehind(others, now);
    }

    /** Metered as drafts, and finalized to go nowhere or elsewhere, because their configuration was archived. */
    private void leaveBehind(List<Invoice> others, Instant now) {
        Set<Invoice.Ref> metered = others.isEmpty()
                ? Set.of()
                : streams.metered(others.stream().map(Invoice::ref).toList());
        for (Invoice invoice : others) {
            if (metered.contains(invoice.ref())) {
                leaveBehind(invoice, now);
            }
        }
        if (!metered.isEmpty()) {
            endForArchived(now);
        }
    }

    private void leaveBehind(Invoice invoice, Instant now) {
        boolean elsewhere = configuration(invoice) != null;
        long metered = streams.leftBehind(
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
        streams.voided(voided.invoice().ref(), now);
        incidents.end(
                MeteringIncidents.Kind.METERED_ELSEWHERE, voided.invoice().id().value(), now);
        endForArchived(now);
    }

    /** Nothing is left of a configuration that was archived: its invoices are finalized or voided. */
    private void endForArchived(Instant now) {
        incidents.end(
                MeteringIncidents.Kind.METERING_STOPPED,
                stopping.archivedWithoutOpenInvoices(incidents.open(MeteringIncidents.Kind.METERING_STOPPED)),
                now);
    }

    @EventListener
    @Order(2)
    void on(ConfigurationsArchived archived) {
        List<ConfigurationRef> keys = archived.configurations().stream()
                .map(id -> new ConfigurationRef(archived.customer(), id))
                .toList();
        List<UUID> all =
                archived.configurations().stream().map(ConfigurationId::value).toList();
        stopping.archive(keys, ARCHIVED, archived.archivedAt());
        incidents.end(MeteringIncidents.Kind.METERING_FAILED, all, archived.archivedAt());
        for (UUID configuration : stopping.withOpenInvoices(keys)) {
            incidents.raise(
                    MeteringIncidents.Kind.METERING_STOPPED,
                    configuration,
                    "the configuration was archived while invoices were metered to it: nothing more goes out, and what"
                        + " is due stays visible on them (GET /downbeat/v1/invoices/{id}/metering); schedule another"
                        + " configuration on their contracts for what follows",
                    null,
                    archived.archivedAt());
        }
    }

    @EventListener
    @Order(2)
    void on(CredentialsUpdated updated) {
        Instant now = clock.instant();
        List<ConfigurationRef> stopped = stopping.stoppedOf(updated.deliveryMethod());
        stopping.resume(stopped, now);
        incidents.end(
                MeteringIncidents.Kind.METERING_STOPPED,
                stopped.stream().map(key -> key.configuration().value()).toList(),
                now);
        records.dueNow(updated.deliveryMethod(), now);
        incidents.end(
                MeteringIncidents.Kind.ACCOUNT_REFUSED, updated.deliveryMethod().value(), now);
    }

    /** A draft that was metered gets its last look; an invoice that never was a draft begins and ends at once. */
    private void finish(Invoice invoice, Instant now) {
        BigDecimal cents = invoice.total().value();
        ConfigurationRef configuration = configuration(invoice);
        if (streams.finalized(invoice.ref(), cents, now) || configuration == null) {
            return;
        }
        var period = invoice.period();
        Instant start = period == null ? invoice.issuedAt() : period.start();
        Instant look = period == null ? Hours.nextTick(Hours.of(start).plus(Hours.HOUR)) : now;
        streams.open(new MeteredInvoiceStateStore.Opening(
                invoice.id(),
                invoice.regeneratedFrom(),
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

    /** What {@link MarketplaceDelivery} skips is not metered either. A postpaid true-up belongs here once there is one. */
    private static boolean isMeterable(Invoice invoice) {
        return invoice.currency().isoCode().equals("USD");
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

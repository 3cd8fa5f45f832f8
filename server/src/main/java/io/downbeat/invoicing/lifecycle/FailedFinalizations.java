package io.downbeat.invoicing.lifecycle;

import io.downbeat.incidents.IncidentKind;
import io.downbeat.incidents.IncidentReport;
import io.downbeat.incidents.Incidents;
import io.downbeat.invoicing.DueDates;
import io.downbeat.invoicing.InvoiceHeader;
import io.downbeat.invoicing.InvoiceVoided;
import io.downbeat.platform.work.Failure;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import org.slf4j.event.Level;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

/** Drafts that could not be finalized: each is tried again later, and somebody is told of it until it is final or gone. */
final class FailedFinalizations {
    /** The subject is the invoice. */
    private static final IncidentKind NOT_FINALIZED = IncidentKind.endingByItself("INVOICE_NOT_FINALIZED", "invoice")
            .logged(Level.INFO, "not finalized: invoice", "finalized after all, or gone: invoice");

    private final FinalizationStore store;
    private final Incidents incidents;
    private final InstantSource clock;

    FailedFinalizations(FinalizationStore store, Incidents incidents, InstantSource clock) {
        this.store = store;
        this.incidents = incidents;
        this.clock = clock;
    }

    /** @param invoices that are final now, or have nothing to bill */
    void end(Collection<String> invoices, Instant now) {
        incidents.end(NOT_FINALIZED, invoices, now);
    }

    /** A draft that its contract took away, or that was voided, is finalized no more. */
    @EventListener
    @Order(1)
    void on(InvoiceVoided fact) {
        incidents.end(NOT_FINALIZED, fact.invoice().id().toString(), clock.instant());
    }

    /** @return when it is tried again */
    Instant setAside(InvoiceHeader draft, RuntimeException failure, Instant now) {
        Instant again = DueDates.again(now, draft.failures());
        store.setAside(draft.ref(), Failure.of(failure).words(), again);
        incidents.raise(
                IncidentReport.of(
                                NOT_FINALIZED,
                                draft.id().toString(),
                                "invoice " + draft.id() + " of customer " + draft.customer()
                                        + " could not be finalized ("
                                        + Failure.of(failure).words() + ", " + (draft.failures() + 1)
                                        + " times by now) and is still a draft; it is tried again at " + again
                                        + " and ends this by itself once it is final. All other invoices go on. The"
                                        + " server's log has the whole failure under the invoice's id: correct what"
                                        + " the invoice is computed from (usage, prices, terms), or report it")
                        .customer(draft.customer().value())
                        .contract(draft.contract().value()),
                now);
        return again;
    }
}

package io.downbeat.documents;

import io.downbeat.invoicing.InvoiceStatus;
import java.util.Optional;

/** What is written across every page of an invoice that nobody should pay. */
enum Mark {
    DRAFT,
    VOID;

    static Optional<Mark> of(InvoiceStatus status) {
        return switch (status) {
            case DRAFT -> Optional.of(DRAFT);
            case FINALIZED -> Optional.empty();
            case VOID -> Optional.of(VOID);
        };
    }
}

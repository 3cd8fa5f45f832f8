package io.downbeat.invoicing.lifecycle;

import io.downbeat.invoicing.InvoiceHeader;
import io.downbeat.platform.db.Transactions;
import java.time.Instant;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What finalizing writes to the log: one INFO per run, however many batches it took, and one WARN for each draft that
 * is set aside, however often it is tried again.
 */
final class FinalizationLog {
    private static final Logger LOG = LoggerFactory.getLogger(FinalizationLog.class);

    private int underWay;
    private long began;
    private int finalized;

    synchronized void begins() {
        if (underWay++ == 0 && finalized == 0) {
            began = System.nanoTime();
        }
    }

    /** Counts once it is durable. */
    void finalized(int invoices) {
        Transactions.afterCommit(() -> add(invoices));
    }

    private synchronized void add(int invoices) {
        finalized += invoices;
    }

    /** @param last whether nothing more was due for now */
    synchronized void ends(boolean last) {
        if (--underWay == 0 && last && finalized > 0) {
            double seconds = (System.nanoTime() - began) / 1e9;
            LOG.info(
                    "finalized {} {} in {} s",
                    finalized,
                    finalized == 1 ? "invoice" : "invoices",
                    String.format(Locale.ROOT, "%.1f", seconds));
            finalized = 0;
        }
    }

    /** Said the first time only, with everything that is known. */
    void setAside(InvoiceHeader draft, RuntimeException failure, Instant again) {
        if (draft.failures() == 0) {
            Transactions.afterCommit(() -> LOG.warn(
                    "invoice {} could not be finalized, is set aside and tried again from {} on",
                    draft.id(),
                    again,
                    failure));
        }
    }
}

package io.downbeat.invoicing.lifecycle;

import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.invoicing.ComputedDraft;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.LineStore;
import io.downbeat.invoicing.royalties.InvoiceRoyalties;
import java.util.List;
import java.util.Map;

/** Writes what stands on invoices before they are final: their lines, and the royalty that they name. */
final class FrozenDocuments {
    private final LineStore lines;
    private final InvoiceRoyalties royalties;

    FrozenDocuments(LineStore lines, InvoiceRoyalties royalties) {
        this.lines = lines;
        this.royalties = royalties;
    }

    /** @param invoices the same as they will be */
    void write(List<ComputedDraft> computed, List<Invoice> invoices, Map<ContractId, ContractTerms> terms) {
        lines.insert(computed);
        royalties.freeze(invoices, terms);
    }
}

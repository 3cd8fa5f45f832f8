package io.downbeat.invoicing.lifecycle;

import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.invoicing.ComputedDraft;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.LineStore;
import io.downbeat.invoicing.fields.NamedFields;
import io.downbeat.invoicing.royalties.InvoiceRoyalties;
import java.util.List;
import java.util.Map;

/**
 * Writes what stands on invoices before they are final: their lines, the royalty that they name, and the custom fields of what
 * their lines name.
 */
final class FrozenDocuments {
    private final LineStore lines;
    private final InvoiceRoyalties royalties;
    private final NamedFields fields;

    FrozenDocuments(LineStore lines, InvoiceRoyalties royalties, NamedFields fields) {
        this.lines = lines;
        this.royalties = royalties;
        this.fields = fields;
    }

    /** @param invoices the same as they will be */
    void write(List<ComputedDraft> computed, List<Invoice> invoices, Map<ContractId, ContractTerms> terms) {
        lines.insert(computed);
        royalties.freeze(invoices, terms);
        fields.freeze(invoices, terms);
    }
}

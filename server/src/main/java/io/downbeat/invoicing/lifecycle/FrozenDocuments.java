package io.downbeat.invoicing.lifecycle;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.invoicing.ComputedDraft;
import io.downbeat.invoicing.Invoice;
import io.downbeat.invoicing.InvoiceHeader;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.LineStore;
import io.downbeat.invoicing.fields.NamedFields;
import io.downbeat.invoicing.royalties.InvoiceRoyalties;
import io.downbeat.invoicing.subscriptions.BilledCharges;
import io.downbeat.rating.subscriptions.BilledCharge;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Writes what stands on invoices before they are final: their lines, the charges of subscriptions that these bill, the royalty
 * that they name, and the custom fields of what their lines name.
 */
final class FrozenDocuments {
    private final LineStore lines;
    private final BilledCharges subscriptions;
    private final InvoiceRoyalties royalties;
    private final NamedFields fields;

    FrozenDocuments(LineStore lines, BilledCharges subscriptions, InvoiceRoyalties royalties, NamedFields fields) {
        this.lines = lines;
        this.subscriptions = subscriptions;
        this.royalties = royalties;
        this.fields = fields;
    }

    /** @param invoices the same as they will be */
    void write(List<ComputedDraft> computed, List<Invoice> invoices, Map<ContractId, ContractTerms> terms) {
        lines.insert(computed);
        bill(computed);
        royalties.freeze(invoices, terms);
        fields.freeze(invoices, terms);
    }

    /** A regenerated invoice takes the charges of the voided one over, for what they come to now. */
    private void bill(List<ComputedDraft> computed) {
        Map<Contract.Ref, List<BilledCharge>> billed = new HashMap<>();
        for (ComputedDraft of : computed) {
            InvoiceHeader invoice = of.invoice();
            InvoiceId voided = invoice.regeneratedFrom();
            UUID id = invoice.id().value();
            List<BilledCharge> charges = of.rated().subscribed().stream()
                    .map(charge -> charge.billed(id))
                    .toList();
            if (voided != null) {
                subscriptions.takeOver(voided.value(), invoice.contractRef(), id, charges);
            } else {
                billed.computeIfAbsent(invoice.contractRef(), _ -> new ArrayList<>())
                        .addAll(charges);
            }
        }
        subscriptions.bill(billed);
    }
}

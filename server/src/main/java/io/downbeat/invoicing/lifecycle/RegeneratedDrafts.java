package io.downbeat.invoicing.lifecycle;

import io.downbeat.contracts.ContractTerms;
import io.downbeat.customfields.CustomFieldEntity;
import io.downbeat.customfields.CustomFields;
import io.downbeat.invoicing.Drafts;
import io.downbeat.invoicing.InvoiceHeader;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceStore;
import io.downbeat.invoicing.InvoiceType;
import io.downbeat.invoicing.historical.GivenQuantities;
import io.downbeat.invoicing.historical.HistoricalStore;
import io.downbeat.invoicing.services.ServiceInvoices;
import io.downbeat.platform.db.Ids;
import java.time.Instant;
import java.util.Map;

/** Opens the draft that replaces a voided invoice, with what it takes over from that one; it is final in the same transaction. */
final class RegeneratedDrafts {
    private final InvoiceStore store;
    private final ServiceInvoices services;
    private final HistoricalStore historical;
    private final CustomFields fields;
    private final Ids ids;

    RegeneratedDrafts(
            InvoiceStore store, ServiceInvoices services, HistoricalStore historical, CustomFields fields, Ids ids) {
        this.store = store;
        this.services = services;
        this.historical = historical;
        this.fields = fields;
        this.ids = ids;
    }

    /**
     * @param terms of its contract, which is locked
     * @throws io.downbeat.platform.http.Refused if a professional service is billed up to its maximum without it
     */
    InvoiceHeader open(InvoiceHeader voided, ContractTerms terms, Instant now) {
        InvoiceHeader draft = voided.again(
                new InvoiceId(ids.next()),
                fields.ofCopy(CustomFieldEntity.INVOICE, voided.subject().customFields()),
                now);
        store.insertAgain(voided, draft, now);
        if (draft.type() == InvoiceType.PROFESSIONAL_SERVICES) {
            services.again(terms, voided.ref(), draft.id());
        }
        return draft;
    }

    /** The quantities that were given for a historical invoice, kept with the draft in its place; empty where usage counts. */
    Map<InvoiceId, Drafts.Quantities> given(InvoiceHeader voided, InvoiceHeader draft) {
        return draft.subject().isHistorical()
                ? Map.of(draft.id(), new GivenQuantities(historical.keepAgain(voided.ref(), draft.id())))
                : Map.of();
    }
}

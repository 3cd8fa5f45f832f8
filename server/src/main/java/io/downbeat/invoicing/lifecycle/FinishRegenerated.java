package io.downbeat.invoicing.lifecycle;

import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.invoicing.ComputedDraft;
import io.downbeat.invoicing.Drafts;
import io.downbeat.invoicing.InvoiceHeader;
import io.downbeat.invoicing.InvoiceId;
import io.downbeat.invoicing.InvoiceType;
import io.downbeat.invoicing.Route;
import io.downbeat.invoicing.routes.RoutesByHand;
import io.downbeat.invoicing.routes.WantedRoute;
import io.downbeat.platform.http.Refused;
import io.downbeat.rating.Rating;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Computes the drafts that take the places of voided invoices, and makes them final. */
final class FinishRegenerated {
    private final Drafts drafts;
    private final Finalization finalization;
    private final ConsolidatedInvoices consolidated;
    private final RoutesByHand byHand;
    private final TrueUps trueUps;
    private final RegeneratedDrafts opening;

    FinishRegenerated(
            Drafts drafts,
            Finalization finalization,
            ConsolidatedInvoices consolidated,
            RoutesByHand byHand,
            TrueUps trueUps,
            RegeneratedDrafts opening) {
        this.drafts = drafts;
        this.finalization = finalization;
        this.consolidated = consolidated;
        this.byHand = byHand;
        this.trueUps = trueUps;
        this.opening = opening;
    }

    /** @param terms of its contract, which is held */
    void finish(
            InvoiceHeader voided,
            InvoiceHeader draft,
            Optional<RoutesByHand.Decision> decision,
            Map<ContractId, ContractTerms> terms,
            Instant now) {
        if (draft.type() == InvoiceType.USAGE_CONSOLIDATED) {
            refuseByHand(voided, decision);
            consolidated.makeAgain(voided, draft, terms, now);
            return;
        }
        finalization.holdBalances(List.of(draft), terms);
        Drafts.Read read = drafts.read(List.of(draft), terms, true, opening.given(voided, draft));
        Rating.Rated rated = read.rated(draft);
        if (draft.trueUpOf() != null && rated.draws().isEmpty()) {
            throw Refused.rule("nothing is left of commit " + draft.trueUpOf()
                    + ", or nothing is owed for it any more; there is nothing to regenerate");
        }
        Map<InvoiceId, Route> chosen = decision.map(made -> Map.of(
                        draft.id(),
                        byHand.record(made, voided, draft, Objects.requireNonNull(terms.get(voided.contract())), now)))
                .orElse(Map.of());
        List<ComputedDraft> computed = List.of(new ComputedDraft(draft, rated));
        finalization.freeze(computed, terms, chosen, now);
        trueUps.follow(read, computed, now);
    }

    private static void refuseByHand(InvoiceHeader voided, Optional<RoutesByHand.Decision> decision) {
        if (decision.isPresent()) {
            throw Refused.rule(
                    "invoice " + voided.id() + " is a consolidated one, which goes by its contract's schedule;"
                            + " leave " + WantedRoute.CONFIGURATION + " out");
        }
    }
}

package io.downbeat.invoicing.accounts;

import io.downbeat.balances.Standing;
import io.downbeat.contracts.Contract;
import io.downbeat.invoicing.Invoice;
import io.downbeat.rating.InvoiceLine;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A customer's account at this moment.
 *
 * @param balances what is left of the customer's own that are not archived, all drafts counted; empty unless they were asked for
 * @param using contracts in force whose usage of this moment an invoice is to bill, whether its draft was opened already or is
 *     to be in a moment; empty unless they were asked for
 */
public record OpenAccount(List<OpenDraft> drafts, List<HeldBalance> balances, List<Contract> using) {
    public static final OpenAccount EMPTY = new OpenAccount(List.of(), List.of(), List.of());

    public OpenAccount {
        drafts = List.copyOf(drafts);
        balances = List.copyOf(balances);
        using = List.copyOf(using);
    }

    /**
     * A draft as it stands.
     *
     * @param grouped by the properties that were asked for, the lines as they would be if these stood in every product's
     *     presentation group key whose metric tells its usage apart by all of them; other products' lines are as they are
     */
    public record OpenDraft(Invoice invoice, Contract contract, Map<Set<String>, List<InvoiceLine>> grouped) {
        public OpenDraft {
            grouped = Map.copyOf(grouped);
        }

        /** Whether it is of a usage period that the moment lies in. */
        public boolean covers(Instant moment) {
            return invoice.period() != null && invoice.period().contains(moment);
        }
    }

    /** @param contract whose it is; {@code null} for one of the customer */
    public record HeldBalance(Standing standing, @Nullable Contract contract) {

        /** When its contract ends or was archived; {@code null} for no such end. */
        public @Nullable Instant endsAt() {
            Instant end = contract == null ? null : contract.endingBefore();
            Instant archived = contract == null ? null : contract.archivedAt();
            return archived == null || end != null && end.isBefore(archived) ? end : archived;
        }
    }
}

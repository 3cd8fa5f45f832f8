package io.downbeat.contracts;

import io.downbeat.core.Timeline;
import io.downbeat.platform.Change;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One change of a contract, kept for ever.
 *
 * @param changes what it did, as members of the API's {@code ContractEdit}
 */
public record ContractEdit(
        ContractEditId id,
        Contract.Ref contract,
        Instant timestamp,
        @Nullable String uniquenessKey,
        ObjectNode changes) {

    /** What was asked of contracts, for kinds of terms of which the server changes some by itself. */
    public interface History {

        /** Whether an edit archived a commit or credit of the contract, other than the server did on its own. */
        boolean hasArchived(Contract.Ref contract, UUID commitOrCredit);

        /**
         * A term as each edit found it that updated it at a moment or later, oldest first; without those that a server made
         * which did not keep what it found.
         *
         * @param list where the contract shows such terms, such as {@code recurring_credits}
         */
        List<ObjectNode> formerly(Contract.Ref contract, String list, UUID term, Instant since);
    }

    /** The key of a request that creates or edits a contract; each of the two uses a key once, in the whole account. */
    static @Nullable String uniquenessKey(Body body) {
        return body.optionalText("uniqueness_key", 1, 128).orElse(null);
    }

    /** As the API shows it: id and timestamp first, then what was changed. */
    ObjectNode view() {
        ObjectNode view = changes.objectNode();
        view.put("id", id.toString());
        view.put("timestamp", Json.instant(timestamp));
        if (uniquenessKey != null) {
            view.put("uniqueness_key", uniquenessKey);
        }
        view.setAll(changes);
        return view;
    }

    /**
     * What the audit log is told of contracts. Of an edit it names what was changed, with the head and the provider schedule
     * before and after; the whole of it is in the contract's history, under the edit's id.
     */
    static final class Audit {
        private Audit() {}

        static Change created(ContractTerms terms, @Nullable ContractId renewed, Contract.@Nullable PackageId origin) {
            Contract contract = terms.contract();
            Map<String, @Nullable Object> after = head(contract);
            after.put("starting_at", contract.startingAt());
            after.put("rate_card_id", contract.rateCard());
            after.put("renews", renewed);
            if (origin != null) {
                after.put("package_id", origin);
            }
            terms.schedule()
                    .at(contract.startingAt())
                    .ifPresent(segment -> after.put(
                            "billing_provider_configuration_id", segment.value().configuration()));
            return of("create_contract", contract).to(after);
        }

        static Change edited(ContractPart.Edit made) {
            Timeline<ProviderSegment> earlier = made.before().schedule();
            List<ProviderSegment> added = made.after().schedule().segments().stream()
                    .map(Timeline.Segment::value)
                    .filter(segment -> made.id().equals(segment.editId()))
                    .toList();
            Map<String, @Nullable Object> before = head(made.before().contract());
            Map<String, @Nullable Object> after = head(made.after().contract());
            added.forEach(segment -> {
                before.put(
                        "billing_provider_configuration_id",
                        earlier.at(segment.effectiveAt())
                                .map(replaced -> replaced.value().configuration())
                                .orElse(null));
                after.put("billing_provider_configuration_id", segment.configuration());
                after.put("effective_at", segment.effectiveAt());
            });
            after.put("edit_id", made.id());
            after.put("edited", made.changes().propertyNames());
            boolean isProviderOnly = !added.isEmpty() && made.changes().size() == 1;
            return of(
                            isProviderOnly ? "schedule_billing_provider_change" : "edit_contract",
                            made.after().contract())
                    .from(before)
                    .to(after);
        }

        static Change ended(ContractPart.Edit made) {
            Map<String, @Nullable Object> before = new LinkedHashMap<>();
            before.put("ending_before", made.before().contract().endingBefore());
            Map<String, @Nullable Object> after = new LinkedHashMap<>();
            after.put("ending_before", made.after().contract().endingBefore());
            after.put("edit_id", made.id());
            return of("end_contract", made.after().contract()).from(before).to(after);
        }

        static Change archived(Contract contract, boolean voidsInvoices) {
            return of("archive_contract", contract).to(Map.of("void_invoices", voidsInvoices));
        }

        private static Change of(String action, Contract contract) {
            return Change.of(action, "contract", contract.id())
                    .ofCustomer(contract.customer().value());
        }

        private static Map<String, @Nullable Object> head(Contract contract) {
            Map<String, @Nullable Object> head = new LinkedHashMap<>();
            head.put("name", contract.name());
            head.put("ending_before", contract.endingBefore());
            head.put("net_payment_terms_days", contract.netPaymentTermsDays());
            return head;
        }
    }
}

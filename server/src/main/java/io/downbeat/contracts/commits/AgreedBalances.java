package io.downbeat.contracts.commits;

import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceScope;
import io.downbeat.balances.Balances;
import io.downbeat.contracts.ContractPart;
import io.downbeat.contracts.hierarchy.SharedAccess;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Edits and archives balances that a contract agreed on, and writes into its history what was asked. */
final class AgreedBalances {
    /** Members whose {@code null} clears them, which the history shows as {@code null} too. */
    private static final Set<String> CLEARED = Set.of(
            "applicable_product_ids",
            "applicable_product_tags",
            BalanceRequests.NETSUITE,
            "priority",
            "rollover_fraction",
            "specifiers");

    /** Of its schedules. */
    private static final Set<String> INSTANTS = Set.of("ending_before", "starting_at", "timestamp");

    private final BalanceEdits edits;
    private final Balances balances;
    private final RollingOver rollingOver;

    AgreedBalances(BalanceEdits edits, Balances balances, RollingOver rollingOver) {
        this.rollingOver = rollingOver;
        this.edits = edits;
        this.balances = balances;
    }

    /** The contract's balances with one of them as the request leaves it. */
    List<Balance> updated(List<Balance> agreed, BalanceId id, Body body, ContractPart.Edit edit) {
        Balance before = held(agreed, id, edit);
        rollingOver.requireOpen(before, body, edit.now());
        Balance after = edits.edited(before, before.scope(), body);
        ObjectNode entry =
                edit.changes().withArray("update_" + list(before)).addObject().put("id", id.toString());
        BalanceEdits.FIELDS.stream().sorted().forEach(field -> record(body, after, field, entry));
        record(body, after, "rollover_fraction", entry);
        record(body, after, BalanceRequests.NETSUITE, entry);
        return with(agreed, before, after);
    }

    /** Words and instants in the one form that answers have, however they were sent. */
    private static void record(Body body, Balance after, String field, ObjectNode entry) {
        body.json(field, Limits.BODY).ifPresent(value -> {
            switch (field) {
                case "rate_type" -> entry.put(field, after.terms().rateType().name());
                case "hierarchy_configuration" -> SharedAccess.showInFull(children(after), entry);
                default -> entry.set(field, Json.asAnswered(value, INSTANTS));
            }
        });
        if (CLEARED.contains(field) && body.mentions(field) && !body.has(field)) {
            entry.putNull(field);
        }
    }

    private static BalanceScope.ChildAccess children(Balance balance) {
        return balance.scope() instanceof BalanceScope.OfContract of ? of.children() : BalanceScope.ChildAccess.NONE;
    }

    /** The contract's balances with one of them archived. */
    List<Balance> archived(List<Balance> agreed, BalanceId id, ContractPart.Edit edit) {
        Balance before = held(agreed, id, edit);
        Balance after = edits.archived(before, edit.now());
        rollingOver.requireNotRolledOver(before);
        edit.changes().withArray("archive_" + list(before)).addObject().put("id", id.toString());
        return with(agreed, before, after);
    }

    /** The contract is locked already, and its customer's balances come after it in the order of locks. */
    private Balance held(List<Balance> agreed, BalanceId id, ContractPart.Edit edit) {
        balances.hold(List.of(edit.before().contract().customer()));
        return agreed.stream()
                .filter(balance -> balance.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static String list(Balance balance) {
        return balance.isCommit() ? "commits" : "credits";
    }

    private static List<Balance> with(List<Balance> agreed, Balance before, Balance after) {
        List<Balance> changed = new ArrayList<>(agreed);
        changed.set(changed.indexOf(before), after);
        return List.copyOf(changed);
    }
}

package io.downbeat.app;

import io.downbeat.reconciliation.Difference;
import io.downbeat.reconciliation.RepairAction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A reconciliation as somebody in billing reads it: who agrees, what differs and what to do, who could not be asked. */
final class ReconcileReport {
    private static final String FAILED = "the question failed";
    private final ConsolePrinter printer;

    ReconcileReport(ConsolePrinter printer) {
        this.printer = printer;
    }

    /** An account that has no way to be asked is no fault; one that failed to answer leaves the question open. */
    static boolean isClean(JsonNode answer) {
        for (JsonNode account : answer.get("accounts")) {
            if (cannotAsk(account).startsWith(FAILED)) {
                return false;
            }
        }
        return answer.get("findings").isEmpty();
    }

    private static String cannotAsk(JsonNode account) {
        return account.path("cannot_ask").asString("");
    }

    void tell(JsonNode answer) {
        accounts(answer.get("accounts"));
        List<JsonNode> steps = new ArrayList<>();
        answer.at("/plan/steps").forEach(steps::add);
        if (steps.isEmpty()) {
            printer.line();
            if (isClean(answer)) {
                printer.good("nothing differs in the accounts that could be compared");
            } else {
                printer.bad("no difference was found, but not every account answered; ask again");
            }
            return;
        }
        printer.title("What differs");
        for (int i = 0; i < steps.size(); i++) {
            difference(answer.get("findings").get(i), steps.get(i));
        }
        whatNext(answer.get("plan"), steps);
    }

    private void accounts(JsonNode accounts) {
        List<List<String>> compared = new ArrayList<>();
        Map<String, List<String>> silent = new LinkedHashMap<>();
        accounts.forEach(account -> {
            String name = account.get("account").stringValue();
            if (account.get("asked").booleanValue()) {
                compared.add(List.of(
                        name,
                        "" + account.get("checked").longValue(),
                        "" + account.get("findings").longValue()));
            }
            if (!cannotAsk(account).isEmpty()) {
                silent.computeIfAbsent(cannotAsk(account), why -> new ArrayList<>())
                        .add(name);
            }
        });
        if (!compared.isEmpty()) {
            printer.title("Compared");
            printer.table(List.of("account", "records", "differences"), compared);
        }
        if (!silent.isEmpty()) {
            printer.title("Not compared");
            silent.forEach((why, names) -> {
                names.forEach(name -> printer.fact("%s", name));
                if (why.startsWith(FAILED)) {
                    printer.bad(why);
                } else {
                    printer.fact("  %s", why);
                }
            });
        }
    }

    private void difference(JsonNode found, JsonNode step) {
        String kind = found.get("kind").stringValue();
        String customer = found.path("customer_name").asString("");
        printer.line();
        printer.fact(
                "%d. %s: %s%s",
                step.get("n").intValue(),
                found.get("account").stringValue(),
                Difference.Kind.valueOf(kind).words(),
                customer.isEmpty() ? "" : ", " + customer);
        String invoice = found.path("invoice_id").asString("");
        String there = found.path("provider_ref").asString("");
        if (!invoice.isEmpty() || !there.isEmpty()) {
            printer.fact(
                    "   %s%s%s",
                    invoice.isEmpty() ? "" : "invoice " + invoice,
                    invoice.isEmpty() || there.isEmpty() ? "" : ", ",
                    there.isEmpty() ? "" : "there " + there);
        }
        printer.fact("   %s", found.get("detail").stringValue());
        printer.fact(
                "   %s: %s",
                step.get("safe").booleanValue() ? "safe to apply" : "for a person",
                step.get("explanation").stringValue());
    }

    private void whatNext(JsonNode plan, List<JsonNode> steps) {
        long safe =
                steps.stream().filter(step -> step.get("safe").booleanValue()).count();
        printer.line();
        if (safe > 0) {
            printer.good(safe + " of " + steps.size() + " can be applied, until "
                    + plan.get("expires_at").stringValue() + ": ./downbeat reconcile --apply "
                    + plan.get("id").stringValue());
        }
        if (safe < steps.size()) {
            printer.bad(steps.size() - safe + " of " + steps.size() + " wait for a person; nothing is done about them");
        }
    }

    void tellApplied(JsonNode steps) {
        List<List<String>> rows = new ArrayList<>();
        steps.forEach(step -> {
            String action = step.get("action").stringValue();
            rows.add(List.of(
                    "" + step.get("n").intValue(),
                    RepairAction.valueOf(action).words(),
                    step.get("outcome").stringValue().equals("APPLIED") ? "applied" : "left alone",
                    step.get("detail").stringValue()));
        });
        if (rows.isEmpty()) {
            printer.fact("the plan has no step that can be applied; all of it waits for a person");
        } else {
            printer.table(List.of("step", "what", "outcome", "detail"), rows);
            printer.fact("reconcile again in half an hour: what was sent less than 15 minutes ago is not judged");
        }
    }
}

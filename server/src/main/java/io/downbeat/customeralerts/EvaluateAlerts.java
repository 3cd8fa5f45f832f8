package io.downbeat.customeralerts;

import io.downbeat.customeralerts.rules.Account;
import io.downbeat.customeralerts.rules.Alert;
import io.downbeat.customeralerts.rules.AlertId;
import io.downbeat.customeralerts.rules.AlertState;
import io.downbeat.customeralerts.rules.AlertType;
import io.downbeat.customeralerts.rules.Evaluation;
import io.downbeat.customeralerts.rules.Measures;
import io.downbeat.customeralerts.rules.Trigger;
import io.downbeat.customers.Customer;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.invoicing.accounts.OpenAccount;
import io.downbeat.invoicing.accounts.OpenAccounts;
import io.downbeat.platform.db.Transactions;
import io.downbeat.usage.GroupQuantity;
import io.downbeat.usage.Usage;
import io.downbeat.usage.UsageQuestion;
import io.downbeat.usage.metrics.BillableMetricId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Evaluates the alerts of some customers together, and writes which statuses are new and whom to tell. */
final class EvaluateAlerts {

    /** A status of a customer that is new. */
    private record News(Customer customer, Alert alert, Evaluation.Change change) {}

    private final AlertStore alerts;
    private final AlertStateStore states;
    private final Customers customers;
    private final OpenAccounts accounts;
    private final Usage usage;
    private final AlertMessages messages;
    private final Transactions transactions;

    EvaluateAlerts(
            AlertStore alerts,
            AlertStateStore states,
            Customers customers,
            OpenAccounts accounts,
            Usage usage,
            AlertMessages messages,
            Transactions transactions) {
        this.alerts = alerts;
        this.states = states;
        this.customers = customers;
        this.accounts = accounts;
        this.usage = usage;
        this.messages = messages;
        this.transactions = transactions;
    }

    /**
     * In the running transaction, which holds the customers against any other evaluation.
     *
     * @param triggers what made each of them be evaluated; where only time passed, usage is
     * @return when each is to be evaluated next if nothing changes before; {@code null} for never
     */
    Map<CustomerId, @Nullable Instant> evaluate(
            Collection<CustomerId> claimed, Map<CustomerId, Trigger> triggers, Instant now) {
        List<Customer> all = List.copyOf(customers.findAll(claimed).values());
        Map<CustomerId, List<Alert>> watching = watching(all);
        Map<CustomerId, Account> found = accounts(all, watching, now);
        Map<AlertStateStore.Key, List<AlertState>> known = known(watching);
        Map<CustomerId, @Nullable Instant> next = new HashMap<>();
        claimed.forEach(customer -> next.put(customer, null));
        List<News> news = new ArrayList<>();
        for (Customer customer : all) {
            List<Alert> its = watching.getOrDefault(customer.id(), List.of());
            Account account = found.get(customer.id());
            if (account == null) {
                continue;
            }
            Trigger trigger = triggers.getOrDefault(customer.id(), Trigger.USAGE);
            for (Alert alert : its) {
                var key = new AlertStateStore.Key(customer.id(), alert.id());
                news.addAll(news(customer, alert, known.getOrDefault(key, List.of()), account, trigger));
            }
            next.put(customer.id(), nextChange(its, account));
        }
        write(news, triggers, now);
        return next;
    }

    /** Of an archived customer only what is known changes: it never stands towards an alert that is new to it. */
    private static List<News> news(
            Customer customer, Alert alert, List<AlertState> before, Account account, Trigger trigger) {
        if (customer.isArchived() && before.isEmpty()) {
            return List.of();
        }
        return new Evaluation(before, isSilent(alert, customer), trigger, account.now())
                .changes(Measures.find(alert.condition(), account)).stream()
                        .map(change -> new News(customer, alert, change))
                        .toList();
    }

    private static boolean isSilent(Alert alert, Customer customer) {
        return !alert.evaluateOnCreate() && !customer.createdAt().isAfter(alert.createdAt());
    }

    private static @Nullable Instant nextChange(List<Alert> its, Account account) {
        return its.stream()
                .flatMap(alert -> Measures.nextChange(alert.condition(), account).stream())
                .min(Instant::compareTo)
                .orElse(null);
    }

    private Map<CustomerId, List<Alert>> watching(List<Customer> customers) {
        Map<CustomerId, List<Alert>> watching = new HashMap<>();
        if (customers.isEmpty()) {
            return watching;
        }
        List<Alert> all = alerts.live(customers.stream().map(Customer::id).toList());
        List<Alert> global =
                all.stream().filter(alert -> alert.customer() == null).toList();
        Map<CustomerId, List<Alert>> own = all.stream()
                .filter(alert -> alert.customer() != null)
                .collect(Collectors.groupingBy(alert -> Objects.requireNonNull(alert.customer())));
        customers.forEach(customer -> {
            List<Alert> its = Stream.concat(global.stream(), own.getOrDefault(customer.id(), List.of()).stream())
                    .toList();
            if (!its.isEmpty()) {
                watching.put(customer.id(), its);
            }
        });
        return watching;
    }

    private Map<AlertStateStore.Key, List<AlertState>> known(Map<CustomerId, List<Alert>> watching) {
        Set<AlertId> ids =
                watching.values().stream().flatMap(List::stream).map(Alert::id).collect(Collectors.toSet());
        return ids.isEmpty() ? Map.of() : states.of(watching.keySet(), ids);
    }

    /** Nothing is left to measure of an archived customer, whatever it left behind: so its alarms end without a word. */
    private Map<CustomerId, Account> accounts(
            List<Customer> customers, Map<CustomerId, List<Alert>> watching, Instant now) {
        Map<CustomerId, List<Alert>> measured = new HashMap<>(watching);
        Map<CustomerId, Account> found = new HashMap<>();
        customers.stream().filter(Customer::isArchived).map(Customer::id).forEach(archived -> {
            measured.remove(archived);
            found.put(archived, new Account(OpenAccount.EMPTY, Map.of(), now));
        });
        if (!measured.isEmpty()) {
            found.putAll(measured(measured, now));
        }
        return found;
    }

    private Map<CustomerId, Account> measured(Map<CustomerId, List<Alert>> watching, Instant now) {
        Map<CustomerId, OpenAccount> open = accounts.of(
                watching.entrySet().stream()
                        .map(each -> wanted(each.getKey(), each.getValue()))
                        .toList(),
                now);
        Map<CustomerId, Map<Account.Counted, BigDecimal>> used = used(watching, open, now);
        Map<CustomerId, Account> found = new HashMap<>();
        open.forEach((customer, account) ->
                found.put(customer, new Account(account, used.getOrDefault(customer, Map.of()), now)));
        return found;
    }

    private static OpenAccounts.Wanted wanted(CustomerId customer, List<Alert> its) {
        return new OpenAccounts.Wanted(
                customer,
                its.stream().anyMatch(alert -> alert.type().measured() == AlertType.Measured.INVOICE_TOTAL),
                its.stream().anyMatch(alert -> alert.type().items() != AlertType.Items.NONE),
                its.stream().anyMatch(alert -> alert.type().isOfPeriods()),
                its.stream()
                        .map(alert -> alert.condition().groupKeys())
                        .filter(keys -> !keys.isEmpty())
                        .collect(Collectors.toSet()));
    }

    /** In one statement. */
    private Map<CustomerId, Map<Account.Counted, BigDecimal>> used(
            Map<CustomerId, List<Alert>> watching, Map<CustomerId, OpenAccount> open, Instant now) {
        Map<UsageQuestion, Account.Counted> questions = new HashMap<>();
        watching.forEach((customer, its) -> metrics(its)
                .forEach(metric -> Optional.ofNullable(open.get(customer)).orElse(OpenAccount.EMPTY).drafts().stream()
                        .filter(draft -> draft.covers(now))
                        .map(draft -> new Account.Counted(
                                metric, Objects.requireNonNull(draft.invoice().period())))
                        .forEach(counted -> questions.put(
                                new UsageQuestion(
                                        customer,
                                        metric,
                                        counted.period().start(),
                                        counted.period().end(),
                                        List.of()),
                                counted))));
        Map<CustomerId, Map<Account.Counted, BigDecimal>> used = new HashMap<>();
        if (!questions.isEmpty()) {
            usage.quantities(questions.keySet())
                    .forEach((question, groups) -> used.computeIfAbsent(question.customer(), _ -> new HashMap<>())
                            .put(Objects.requireNonNull(questions.get(question)), quantity(groups)));
        }
        return used;
    }

    private static Set<BillableMetricId> metrics(List<Alert> its) {
        return its.stream()
                .flatMap(alert -> Optional.ofNullable(alert.condition().metric()).stream())
                .collect(Collectors.toSet());
    }

    private static BigDecimal quantity(List<GroupQuantity> groups) {
        return groups.isEmpty() ? BigDecimal.ZERO : groups.getFirst().quantity();
    }

    /** An alert that was archived meanwhile says nothing any more. */
    private void write(List<News> news, Map<CustomerId, Trigger> triggers, Instant now) {
        if (news.isEmpty()) {
            return;
        }
        Set<AlertId> live =
                alerts.holdLive(news.stream().map(each -> each.alert.id()).collect(Collectors.toSet()));
        List<News> standing =
                news.stream().filter(each -> live.contains(each.alert.id())).toList();
        states.put(
                standing.stream()
                        .map(each -> new AlertStateStore.Entry(
                                new AlertStateStore.Key(each.customer.id(), each.alert.id()), each.change.after()))
                        .toList(),
                now);
        standing.stream()
                .flatMap(each -> messages
                        .of(
                                each.alert,
                                each.customer.id(),
                                each.change,
                                triggers.getOrDefault(each.customer.id(), Trigger.USAGE),
                                now)
                        .stream())
                .forEach(transactions::publish);
    }
}

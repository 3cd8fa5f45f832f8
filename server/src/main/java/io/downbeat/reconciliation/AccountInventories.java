package io.downbeat.reconciliation;

import io.downbeat.delivery.Inventory;
import io.downbeat.delivery.Inventory.Holding;
import io.downbeat.delivery.InvoiceRoute;
import io.downbeat.delivery.InvoiceRoutes;
import io.downbeat.delivery.RemoteAccount;
import io.downbeat.outbound.Account;
import io.downbeat.outbound.Answer;
import io.downbeat.platform.work.Failure;
import io.downbeat.providers.DeliveryMethod;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.Providers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What each account at a provider says it holds, and of which there is no answer and why. */
class AccountInventories {
    /** How the reason of an account begins that gave no answer; callers tell it from one that cannot be asked. */
    static final String FAILED = "the question failed: ";

    static final Duration LEAST_QUIET = Duration.ofMinutes(15);

    private static final Logger LOG = LoggerFactory.getLogger(AccountInventories.class);

    /**
     * @param held invoices, of the accounts that listed them
     * @param reasons why nothing is known, of the others
     */
    record Answers(Map<DeliveryMethodId, List<Holding>> held, Map<DeliveryMethodId, String> reasons) {}

    /**
     * @param compared of the accounts that are metered, which compare their own ledger
     * @param reasons why nothing is known of others of these
     */
    record Metered(List<MeterReconciliation.Compared> compared, Map<DeliveryMethodId, String> reasons) {}

    private final Providers providers;
    private final InvoiceRoutes routes;
    private final MeterReconciliation meters;

    AccountInventories(Providers providers, InvoiceRoutes routes, MeterReconciliation meters) {
        this.providers = providers;
        this.routes = routes;
        this.meters = meters;
    }

    /** @param only one delivery method, or all for {@code null} */
    List<Account> accounts(@Nullable DeliveryMethodId only) {
        List<DeliveryMethod> methods = only == null
                ? providers.deliveryMethods()
                : providers.deliveryMethod(only).stream().toList();
        return methods.stream()
                .map(each -> new Account(each.id(), each.provider(), each.type(), each.accountKey()))
                .toList();
    }

    /** Those that hold invoices, or would, if they could be asked. */
    List<Account> invoicing(List<Account> accounts) {
        return accounts.stream().filter(account -> !isMetered(account)).toList();
    }

    private boolean isMetered(Account account) {
        return account.provider().isMarketplace() && meters.isMetered(account);
    }

    /** @param asked of which interval invoices are listed: wider than what is compared, for clocks that differ */
    Answers ask(List<Account> accounts, Comparison.Interval asked) {
        var answers = new Answers(new LinkedHashMap<>(), new HashMap<>());
        invoicing(accounts).forEach(account -> ask(account, asked, answers));
        return answers;
    }

    /** @param wanted of which hours records are compared */
    Metered meters(List<Account> accounts, Comparison.Interval wanted) {
        var metered = new Metered(new ArrayList<>(), new HashMap<>());
        accounts.stream().filter(this::isMetered).forEach(account -> compare(account, wanted, metered));
        return metered;
    }

    /** Whether all of them can be asked for a part of the time, and not only for everything at once. */
    boolean listByDate(List<Account> accounts) {
        return invoicing(accounts).stream()
                .map(this::route)
                .filter(Objects::nonNull)
                .allMatch(
                        route -> route.account().map(RemoteAccount::listsByDate).orElse(true));
    }

    private void ask(Account account, Comparison.Interval asked, Answers answers) {
        DeliveryMethodId id = account.deliveryMethod();
        InvoiceRoute route = route(account);
        if (route == null) {
            answers.reasons.put(id, "no connector serves it");
            return;
        }
        RemoteAccount remote = route.account().orElse(null);
        if (remote == null) {
            answers.reasons.put(id, "a marketplace holds meter records, no invoices");
            return;
        }
        try {
            switch (remote.inventory(account, asked.from(), asked.until())) {
                case Inventory.Listed(List<Holding> holdings) -> answers.held.put(id, holdings);
                case Inventory.CannotList(String why) -> answers.reasons.put(id, why);
                case Inventory.Failed(Answer answer) -> answers.reasons.put(id, FAILED + said(answer));
            }
        } catch (RuntimeException failure) {
            answers.reasons.put(id, failed(account, failure));
        }
    }

    private void compare(Account account, Comparison.Interval wanted, Metered metered) {
        try {
            metered.compared.add(meters.compare(account, wanted.from(), wanted.until()));
        } catch (RuntimeException failure) {
            metered.reasons.put(account.deliveryMethod(), failed(account, failure));
        }
    }

    /** One account that cannot be compared keeps no other from it. The failure's own words may quote what was sent. */
    private static String failed(Account account, RuntimeException failure) {
        LOG.error("{} could not be compared", account.name(), failure);
        return FAILED + Failure.of(failure).words() + ", which the server's log explains";
    }

    /** What it came to, without the answer's own words: they may quote what was sent. */
    private static String said(Answer answer) {
        Integer status = answer.exchange().httpStatus();
        String meaning = switch (answer) {
            case Answer.Accepted _ -> "accepted";
            case Answer.Retryable _ -> "not answered for now";
            case Answer.RateLimited _ -> "rate limited";
            case Answer.Unknown _ -> "unknown";
            case Answer.Stale _ -> "stale";
            case Answer.Refusal _ -> "refused";
            case Answer.Misconfigured _ -> "misconfigured";
        };
        return meaning + (status == null ? "" : ", status " + status);
    }

    /** How long nothing may have been sent of a row that counts as at rest. */
    Duration quiet(Account account) {
        InvoiceRoute route = route(account);
        Duration quiet = route == null
                ? LEAST_QUIET
                : route.account().map(RemoteAccount::quietTime).orElse(LEAST_QUIET);
        return quiet.compareTo(LEAST_QUIET) < 0 ? LEAST_QUIET : quiet;
    }

    private @Nullable InvoiceRoute route(Account account) {
        return routes.find(account.provider(), account.method()).orElse(null);
    }
}

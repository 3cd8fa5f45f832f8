package io.downbeat.connectors.stripe;

import io.downbeat.core.CreditType;
import io.downbeat.customers.Customer;
import io.downbeat.customers.CustomerId;
import io.downbeat.outbound.Answer;
import io.downbeat.outbound.HttpResult;
import io.downbeat.outbound.Preflight;
import io.downbeat.outbound.Preflight.Point;
import io.downbeat.outbound.Preflight.Verdict;
import io.downbeat.providers.ProviderConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Whether an invoice would get through to a Stripe customer today. Reads only. */
final class StripePreflight {
    private final StripeCalls calls;
    private final Payers payers;

    /** The customers as they stand now; each may say by itself whether its invoices stay drafts. */
    interface Payers {
        Customer of(CustomerId customer);
    }

    StripePreflight(StripeCalls calls, Payers payers) {
        this.calls = calls;
        this.payers = payers;
    }

    List<Point> points(Preflight question) {
        ProviderConfiguration configuration = question.configuration();
        // Somebody who updated the key a moment ago asks about the new one.
        calls.forgetKey(configuration.deliveryMethodId());
        var caller =
                new StripeCalls.Caller(configuration.deliveryMethodId(), configuration.setting("stripe_account_id"));
        List<Point> points = new ArrayList<>();
        boolean drafts = StripeFreezing.leaveInDraft(configuration, payers.of(configuration.customer()));
        Point credentials = credentials(caller, drafts);
        points.add(credentials);
        String method = configuration.value("stripe_collection_method");
        if (method == null || !StripeFreezing.COLLECTION_METHODS.contains(method)) {
            points.add(new Point(
                    "collection_method",
                    Verdict.FAILED,
                    "stripe_collection_method is " + method + "; create a configuration with one of "
                            + String.join(", ", StripeFreezing.COLLECTION_METHODS)));
        }
        if (credentials.verdict() == Verdict.OK || credentials.verdict() == Verdict.WARNING) {
            points.addAll(customer(caller, configuration.value("stripe_customer_id"), method, question.currency()));
        }
        return points;
    }

    /** @param drafts invoices stay drafts, which Stripe takes also while the account cannot charge */
    private Point credentials(StripeCalls.Caller caller, boolean drafts) {
        HttpResult account = calls.get(caller, "/v1/account");
        if (account instanceof HttpResult.Response came && came.status() == 403) {
            // A restricted key may be good for invoices although it must not read the account.
            account = calls.get(caller, "/v1/invoices?limit=1");
        }
        return switch (StripeAnswers.of(account, false)) {
            case Answer.Accepted _ -> {
                JsonNode json = ((HttpResult.Response) account).json();
                yield json.path("charges_enabled").asBoolean(true)
                        ? new Point("credentials", Verdict.OK, "Stripe takes the key")
                        : new Point(
                                "credentials",
                                drafts ? Verdict.WARNING : Verdict.FAILED,
                                "Stripe takes the key, but the account cannot charge; finish or mend its set-up at"
                                        + " Stripe");
            }
            case Answer.Misconfigured(var _, String reason, var _) -> refused(reason);
            case Answer.Refusal(var _, String reason) -> refused(reason);
            case Answer.Retryable again -> unknown("credentials", again.reason());
            case Answer.RateLimited _ -> unknown("credentials", "Stripe asks for fewer requests; ask again later");
            case Answer.Unknown noAnswer -> unknown("credentials", noAnswer.reason());
            case Answer.Stale stale -> unknown("credentials", stale.reason());
        };
    }

    private static Point refused(String reason) {
        return new Point(
                "credentials", Verdict.FAILED, reason + "; set the Stripe account up again with a key that it takes");
    }

    private List<Point> customer(
            StripeCalls.Caller caller,
            @Nullable String customer,
            @Nullable String method,
            @Nullable CreditType currency) {
        if (customer == null || customer.isBlank()) {
            return List.of(new Point("customer", Verdict.FAILED, "the configuration has no stripe_customer_id"));
        }
        HttpResult reply = calls.get(caller, "/v1/customers/" + StripeCalls.encoded(customer));
        if (!(reply instanceof HttpResult.Response came)) {
            return List.of(unknown("customer", "Stripe did not answer"));
        }
        if (StripeErrorText.isOfOtherMode(came)) {
            return List.of(refused(StripeErrorText.reason(came)));
        }
        if (StripeErrorText.isGone(came) || came.json().path("deleted").asBoolean(false)) {
            return List.of(new Point(
                    "customer",
                    Verdict.FAILED,
                    "Stripe has no customer " + customer + "; create a configuration with the right one"));
        }
        if (!StripeErrorText.isShown(came)) {
            return List.of(unknown("customer", StripeErrorText.reason(came)));
        }
        List<Point> points = new ArrayList<>();
        points.add(new Point("customer", Verdict.OK, "Stripe has " + customer));
        if (currency != null) {
            points.add(currency(came.json(), currency));
        }
        if (method != null) {
            points.add(collection(came.json(), method));
        }
        return points;
    }

    private static Point currency(JsonNode customer, CreditType contract) {
        String theirs = customer.path("currency").asString("");
        return theirs.isEmpty() || theirs.equalsIgnoreCase(contract.isoCode())
                ? new Point("currency", Verdict.OK, "invoices will be in " + contract.isoCode())
                : new Point(
                        "currency",
                        Verdict.WARNING,
                        "the contract is in " + contract.isoCode() + " and the Stripe customer is billed in "
                                + theirs.toUpperCase(Locale.ROOT)
                                + "; Stripe refuses a second currency while anything of the first one is active");
    }

    private static Point collection(JsonNode customer, String method) {
        boolean charges = method.equals("charge_automatically") || method.equals("auto_charge_payment_intent");
        boolean payable = !customer.path("invoice_settings")
                        .path("default_payment_method")
                        .asString("")
                        .isEmpty()
                || !customer.path("default_source").asString("").isEmpty();
        if (charges && !payable) {
            return new Point(
                    "collection_method",
                    Verdict.WARNING,
                    "invoices are to be charged, and the customer has no default payment method at Stripe; they stay"
                            + " unpaid until there is one");
        }
        if (method.equals("send_invoice") && customer.path("email").asString("").isEmpty()) {
            return new Point(
                    "collection_method",
                    Verdict.WARNING,
                    "invoices are to be mailed, and the customer has no email at Stripe");
        }
        return new Point("collection_method", Verdict.OK, method);
    }

    private static Point unknown(String name, String why) {
        return new Point(name, Verdict.UNKNOWN, why);
    }
}

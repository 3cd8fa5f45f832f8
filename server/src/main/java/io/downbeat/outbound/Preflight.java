package io.downbeat.outbound;

import io.downbeat.core.CreditType;
import io.downbeat.pricing.products.Product;
import io.downbeat.providers.ProviderConfiguration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a configuration would work if an invoice went there today; asked before a segment begins, changes nothing.
 *
 * @param currency of the contract that is to be billed; {@code null} if the question names no contract
 * @param products of the contract, as they stand now; empty if the question names no contract
 */
public record Preflight(
        ProviderConfiguration configuration, @Nullable CreditType currency, List<Product> products) {

    public Preflight {
        products = List.copyOf(products);
    }

    /** What a marketplace makes of the contract's currency; nothing if the question names none. */
    public List<Point> dollarsOnly() {
        if (currency == null) {
            return List.of();
        }
        String code = currency.isoCode();
        return List.of(
                code.equals("USD")
                        ? new Point("currency", Verdict.OK, "USD")
                        : new Point(
                                "currency",
                                Verdict.FAILED,
                                "a marketplace takes US dollars only and the contract is in " + code
                                        + "; its invoices would be skipped"));
    }

    /**
     * One thing that was looked at.
     *
     * @param name {@code credentials}, {@code customer}, {@code currency}, {@code mapping}, ...
     * @param detail one sentence: what was seen and, unless it is fine, the way out
     */
    public record Point(String name, Verdict verdict, String detail) {

        /** What the probe of an account says of its credentials. */
        public static Point credentials(Account account, Answer probed) {
            return switch (probed) {
                case Answer.Accepted _ ->
                    new Point(CREDENTIALS, Verdict.OK, account.provider().displayName() + " takes the credentials");
                case Answer.Misconfigured(var _, String reason, var _) ->
                    new Point(CREDENTIALS, Verdict.FAILED, reason + "; mend the delivery method's credentials");
                case Answer.Refusal(var _, String reason) -> new Point(CREDENTIALS, Verdict.FAILED, reason);
                case Answer.RateLimited _ ->
                    new Point(
                            CREDENTIALS,
                            Verdict.UNKNOWN,
                            account.provider().displayName() + " asks for fewer requests; ask again later");
                case Answer.Retryable _, Answer.Unknown _, Answer.Stale _ ->
                    new Point(CREDENTIALS, Verdict.UNKNOWN, LastCalls.what(probed));
            };
        }
    }

    /** The name of the point that is about the account and not about a customer. */
    private static final String CREDENTIALS = "credentials";

    public enum Verdict {
        OK,
        /** It will work, but not as somebody may expect. */
        WARNING,
        /** An invoice would not get through. */
        FAILED,
        /** The provider gave no usable answer now, or has no way to ask. */
        UNKNOWN
    }
}

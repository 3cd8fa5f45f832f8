package io.downbeat.console.words;

import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodType;
import io.downbeat.providers.ProviderConfiguration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a person sees an invoice at the provider itself. Only of accounts whose name can be a real one: what a simulator holds
 * has no page. Never opened by a page of ours.
 */
public final class ProviderPages {
    private static final Pattern STRIPE_ACCOUNT = Pattern.compile("acct_[A-Za-z0-9]{16,}");
    private static final Pattern STRIPE_INVOICE = Pattern.compile("in_[A-Za-z0-9]{8,}");
    private static final Pattern NETSUITE_ACCOUNT = Pattern.compile("[0-9]{5,9}(_(SB|RP)[0-9]+)?");
    private static final Pattern NETSUITE_ID = Pattern.compile("[0-9]{1,18}");

    private ProviderPages() {}

    /** @param ref the provider's id of the invoice; {@code null} if none is known */
    public static Optional<String> invoice(ProviderConfiguration through, @Nullable String ref) {
        if (ref == null || through.deliveryMethod() != DeliveryMethodType.DIRECT_TO_BILLING_PROVIDER) {
            return Optional.empty();
        }
        if (through.provider() == BillingProvider.STRIPE
                && STRIPE_INVOICE.matcher(ref).matches()) {
            return account(through, "stripe_account_id", STRIPE_ACCOUNT)
                    .map(account -> "https://dashboard.stripe.com/" + account + "/invoices/" + ref);
        }
        if (through.provider() == BillingProvider.NETSUITE
                && NETSUITE_ID.matcher(ref).matches()) {
            return account(through, "netsuite_account_id", NETSUITE_ACCOUNT)
                    .map(account ->
                            "https://" + account.toLowerCase(Locale.ROOT).replace('_', '-')
                                    + ".app.netsuite.com/app/accounting/transactions/custinvc.nl?id=" + ref);
        }
        return Optional.empty();
    }

    private static Optional<String> account(ProviderConfiguration through, String key, Pattern real) {
        return Optional.ofNullable(through.setting(key))
                .filter(account -> real.matcher(account).matches());
    }
}

package io.downbeat.customfields;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * What can have custom fields, in the API's words. Of some of them this server has none: those of plans, and kinds that are
 * not built. Keys can be registered for them all the same.
 */
public enum CustomFieldEntity {
    ALERT,
    BILLABLE_METRIC,
    CHARGE,
    COMMIT,
    CONTRACT,
    CONTRACT_CREDIT,
    CONTRACT_PRODUCT,
    CREDIT_GRANT,
    CUSTOMER,
    CUSTOMER_PLAN,
    DISCOUNT,
    INVOICE,
    PACKAGE_COMMIT,
    PACKAGE_CREDIT,
    PACKAGE_SCHEDULED_CHARGE,
    PACKAGE_SUBSCRIPTION,
    PLAN,
    /** Of plans; a product of contracts is a {@link #CONTRACT_PRODUCT}. */
    PRODUCT,
    PROFESSIONAL_SERVICE,
    RATE_CARD,
    SCHEDULED_CHARGE,
    SUBSCRIPTION;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

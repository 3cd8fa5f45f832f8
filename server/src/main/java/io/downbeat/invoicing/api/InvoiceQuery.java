package io.downbeat.invoicing.api;

import com.fasterxml.jackson.annotation.JsonValue;
import io.downbeat.contracts.ContractId;
import io.downbeat.customers.CustomerId;
import io.downbeat.invoicing.InvoiceStatus;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Query;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which invoices of a customer a list wants, from the query string.
 *
 * @param startingOn the billing period starts here or later; a scheduled invoice's period is its issue date
 * @param endingBefore the billing period ends here or earlier; a scheduled invoice's date is before
 */
record InvoiceQuery(
        CustomerId customer,
        @Nullable ContractId contract,
        @Nullable UUID creditType,
        @Nullable InvoiceStatus status,
        @Nullable Type type,
        @Nullable Instant startingOn,
        @Nullable Instant endingBefore,
        Sort sort,
        LinesWanted lines,
        int limit,
        @Nullable PageToken after) {

    enum Type {
        USAGE,
        USAGE_CONSOLIDATED,
        SCHEDULED,
        PROFESSIONAL_SERVICES
    }

    /** By issue date. */
    enum Sort {
        DATE_ASC,
        DATE_DESC;

        @JsonValue
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static InvoiceQuery read(CustomerId customer, Query query) {
        // A hint that a webhook is why the list is asked for: nothing is left out for it.
        query.text("webhook_notification_id");
        return new InvoiceQuery(
                customer,
                query.uuid("contract_id").map(ContractId::new).orElse(null),
                query.uuid("credit_type_id").orElse(null),
                query.oneOf("status", InvoiceStatus.class).orElse(null),
                query.oneOf("type", Type.class).orElse(null),
                query.instant("starting_on").orElse(null),
                query.instant("ending_before").orElse(null),
                query.oneOf("sort", Sort.class).orElse(Sort.DATE_ASC),
                LinesWanted.read(query),
                query.limit(25),
                query.nextPage().orElse(null));
    }

    Optional<PageToken> place() {
        return Optional.ofNullable(after);
    }
}

package io.downbeat.customers;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Query;
import io.downbeat.platform.http.Refused;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/customers}. */
@RestController
@RequestMapping("/v1/customers")
final class CustomerApi {
    private static final int MOST_FILTER_IDS = 100;

    record Id(UUID id) {}

    record View(UUID id, String externalId, List<String> ingestAliases, String name, Map<String, String> customFields) {
        static View of(Customer customer) {
            return new View(
                    customer.id().value(),
                    customer.externalId(),
                    customer.ingestAliases(),
                    customer.name(),
                    customer.customFields());
        }
    }

    record Config(
            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            String salesforceAccountId,

            @Nullable Boolean leaveStripeInvoicesInDraft) {}

    record Detail(
            UUID id,
            String externalId,
            List<String> ingestAliases,
            String name,
            Map<String, String> customFields,
            Config customerConfig,
            Instant createdAt,
            Instant updatedAt,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            Instant archivedAt) {
        static Detail of(Customer customer) {
            CustomerConfig config = customer.config();
            return new Detail(
                    customer.id().value(),
                    customer.externalId(),
                    customer.ingestAliases(),
                    customer.name(),
                    customer.customFields(),
                    new Config(config.salesforceAccountId(), config.leaveStripeInvoicesInDraft()),
                    customer.createdAt(),
                    customer.updatedAt(),
                    customer.archivedAt());
        }
    }

    private final ManageCustomers book;
    private final Customers customers;
    private final CustomerStore store;

    CustomerApi(ManageCustomers book, Customers customers, CustomerStore store) {
        this.book = book;
        this.customers = customers;
        this.store = store;
    }

    @PostMapping
    @Changes(action = "create_customer", resource = "customer")
    Data<View> create(Body body) {
        return new Data<>(View.of(book.create(body)));
    }

    @GetMapping
    Page<Detail> list(Query query) {
        CustomerFilter filter = filter(query);
        int limit = query.limit(25);
        UUID after = query.nextPage().map(token -> token.uuid(0)).orElse(null);
        return Page.of(
                        store.list(filter, after, limit + 1),
                        limit,
                        customer -> PageToken.after(customer.id().value()))
                .map(Detail::of);
    }

    @GetMapping("/{customerId}")
    Data<Detail> get(@PathVariable UUID customerId) {
        return new Data<>(Detail.of(customers.require(new CustomerId(customerId))));
    }

    @PostMapping("/{customerId}/setName")
    @Changes(action = "change_name", resource = "customer")
    Data<View> setName(@PathVariable UUID customerId, Body body) {
        return new Data<>(View.of(book.setName(new CustomerId(customerId), body)));
    }

    @PostMapping("/{customerId}/setIngestAliases")
    @Changes(action = "set_ingest_aliases", resource = "customer")
    void setIngestAliases(@PathVariable UUID customerId, Body body) {
        book.setIngestAliases(new CustomerId(customerId), body);
    }

    @PostMapping("/{customerId}/updateConfig")
    @Changes(action = "update_customer", resource = "customer")
    void updateConfig(@PathVariable UUID customerId, Body body) {
        book.updateConfig(new CustomerId(customerId), body);
    }

    @PostMapping("/archive")
    @Changes(action = "archive_customer", resource = "customer")
    Data<Id> archive(Body body) {
        body.knowsOnly(Set.of("id"));
        UUID id = body.uuid("id");
        book.archive(new CustomerId(id));
        return new Data<>(new Id(id));
    }

    private static CustomerFilter filter(Query query) {
        List<UUID> ids = query.uuids("customer_ids");
        List<String> salesforce = query.text("salesforce_account_ids").stream()
                .flatMap(text -> Arrays.stream(text.split(",")))
                .toList();
        atMost("customer_ids", ids);
        atMost("salesforce_account_ids", salesforce);
        return new CustomerFilter(
                query.flag("only_archived"),
                ids,
                salesforce,
                query.text("ingest_alias").orElse(null));
    }

    private static void atMost(String name, List<?> given) {
        if (given.size() > MOST_FILTER_IDS) {
            throw Refused.invalid(name, "must have at most " + MOST_FILTER_IDS + " items");
        }
    }
}

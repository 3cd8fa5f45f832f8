package io.downbeat.embedded;

import io.downbeat.access.AccessSettings;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.Contracts;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.platform.Change;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import io.downbeat.platform.http.Refused;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Makes links to pages that a customer may see. */
@RestController
final class DashboardsApi {
    private record Link(String url) {}

    private final EmbeddedLinks links;
    private final Customers customers;
    private final Contracts contracts;
    private final Transactions transactions;
    private final EmbedSettings settings;
    private final AccessSettings access;

    DashboardsApi(
            EmbeddedLinks links,
            Customers customers,
            Contracts contracts,
            Transactions transactions,
            EmbedSettings settings,
            AccessSettings access) {
        this.links = links;
        this.customers = customers;
        this.contracts = contracts;
        this.transactions = transactions;
        this.settings = settings;
        this.access = access;
    }

    @PostMapping("/v1/dashboards/getEmbeddableUrl")
    @Changes(action = "create_embeddable_url", resource = "customer")
    Data<Link> getEmbeddableUrl(
            Body body,
            HttpServletRequest request,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String idempotencyKey) {
        body.knowsOnly(
                Set.of("bm_group_key_overrides", "color_overrides", "customer_id", "dashboard", "dashboard_options"));
        if (idempotencyKey != null) {
            // The answer would be kept with the key: the link would lie there as plain text, and be given out when it
            // is over.
            throw Refused.rule("Idempotency-Key: leave it out here; a link whose answer was lost is made anew");
        }
        CustomerId customer =
                customers.require(new CustomerId(body.uuid("customer_id"))).id();
        EmbeddedView view = EmbeddableUrlRequest.read(body, customer, contract -> has(customer, contract));
        Instant now = access.realTime().instant();
        String path = transactions.in(() -> {
            String made = links.make(view, now)
                    .orElseThrow(() -> body.invalid(
                            view.groups().isEmpty() ? "color_overrides" : "bm_group_key_overrides",
                            "is more than a link holds; give fewer names"));
            transactions.publish(told(customer, view, now));
            return made;
        });
        return new Data<>(new Link(base(request) + path));
    }

    private boolean has(CustomerId customer, UUID contract) {
        ContractId id = new ContractId(contract);
        return contracts.heads(List.of(new Contract.Ref(customer, id))).containsKey(id);
    }

    private static Change told(CustomerId customer, EmbeddedView view, Instant now) {
        return Change.of("create_embeddable_url", "customer", customer)
                .ofCustomer(customer.value())
                .to(Map.of(
                        "dashboard",
                        view.dashboard().name().toLowerCase(Locale.ROOT),
                        "expires_at",
                        now.plus(EmbeddedLinks.LIFE)));
    }

    private String base(HttpServletRequest request) {
        URI base = settings.base() == null
                ? URI.create(request.getRequestURL().toString()).resolve("/")
                : settings.base();
        return base.toString().replaceAll("/+$", "");
    }
}

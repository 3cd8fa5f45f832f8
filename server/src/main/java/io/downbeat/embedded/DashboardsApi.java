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
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.web.bind.annotation.PostMapping;
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
    Data<Link> getEmbeddableUrl(Body body, HttpServletRequest request) {
        body.knowsOnly(
                Set.of("bm_group_key_overrides", "color_overrides", "customer_id", "dashboard", "dashboard_options"));
        CustomerId customer =
                customers.require(new CustomerId(body.uuid("customer_id"))).id();
        EmbeddedView view = EmbeddableUrlRequest.read(
                body,
                customer,
                contract -> contracts
                        .heads(List.of(new Contract.Ref(customer, new ContractId(contract))))
                        .containsKey(new ContractId(contract)));
        Instant now = access.realTime().instant();
        return new Data<>(transactions.in(() -> {
            String path = links.make(view, now)
                    .orElseThrow(() -> body.invalid(
                            view.groups().isEmpty() ? "color_overrides" : "bm_group_key_overrides",
                            "is more than a link holds; give fewer names"));
            transactions.publish(Change.of("create_embeddable_url", "customer", customer)
                    .ofCustomer(customer.value())
                    .to(Map.of(
                            "dashboard",
                            view.dashboard().name().toLowerCase(Locale.ROOT),
                            "expires_at",
                            now.plus(EmbeddedLinks.LIFE))));
            return new Link(base(request) + path);
        }));
    }

    private String base(HttpServletRequest request) {
        URI base = settings.base() == null
                ? URI.create(request.getRequestURL().toString()).resolve("/")
                : settings.base();
        return base.toString().replaceAll("/+$", "");
    }
}

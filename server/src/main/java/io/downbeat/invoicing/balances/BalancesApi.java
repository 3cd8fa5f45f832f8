package io.downbeat.invoicing.balances;

import io.downbeat.balances.BalanceType;
import io.downbeat.core.CreditType;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.platform.callers.Reads;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import io.downbeat.platform.http.Page;
import io.downbeat.pricing.Pricing;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Reads what is left of commits and credits. */
@RestController
final class BalancesApi {
    private static final Set<BalanceType> COMMITS = EnumSet.of(BalanceType.PREPAID, BalanceType.POSTPAID);

    enum Inclusion {
        FINALIZED,
        FINALIZED_AND_DRAFT
    }

    record Net(BigDecimal balance, UUID creditTypeId) {}

    private final BalanceLists lists;
    private final NetBalance net;
    private final Customers customers;
    private final Pricing pricing;
    private final InstantSource clock;

    BalancesApi(BalanceLists lists, NetBalance net, Customers customers, Pricing pricing, InstantSource clock) {
        this.lists = lists;
        this.net = net;
        this.customers = customers;
        this.pricing = pricing;
        this.clock = clock;
    }

    @PostMapping("/v1/contracts/customerBalances/list")
    @Reads
    Page<JsonNode> balances(Body body) {
        return list(BalanceListQuery.read(
                body,
                EnumSet.allOf(BalanceType.class),
                "id",
                "include_contract_balances",
                Set.of("exclude_zero_balances")));
    }

    @PostMapping("/v1/contracts/customerCommits/list")
    @Reads
    Page<JsonNode> commits(Body body) {
        return list(BalanceListQuery.read(body, COMMITS, "commit_id", "include_contract_commits", Set.of()));
    }

    @PostMapping("/v1/contracts/customerCredits/list")
    @Reads
    Page<JsonNode> credits(Body body) {
        return list(BalanceListQuery.read(
                body, EnumSet.of(BalanceType.CREDIT), "credit_id", "include_contract_credits", Set.of()));
    }

    private Page<JsonNode> list(BalanceListQuery query) {
        customers.require(query.customer());
        return lists.page(query, clock.instant());
    }

    @PostMapping("/v1/contracts/customerBalances/getNetBalance")
    @Reads
    Data<Net> netBalance(Body body) {
        body.knowsOnly(Set.of("customer_id", "credit_type_id", "filters", "invoice_inclusion_mode"));
        CustomerId customer = new CustomerId(body.uuid("customer_id"));
        customers.require(customer);
        UUID unit = body.optionalUuid("credit_type_id").orElse(CreditType.USD_CENTS.id());
        if (pricing.creditType(unit).isEmpty()) {
            throw body.invalid("credit_type_id", "no credit type has this id");
        }
        List<NetBalance.Filter> filters = body.optionalObjects("filters").stream()
                .map(NetBalance.Filter::read)
                .toList();
        boolean withDrafts =
                body.optionalOneOf("invoice_inclusion_mode", Inclusion.class).orElse(Inclusion.FINALIZED_AND_DRAFT)
                        == Inclusion.FINALIZED_AND_DRAFT;
        return new Data<>(new Net(net.of(customer, unit, filters, withDrafts, clock.instant()), unit));
    }
}

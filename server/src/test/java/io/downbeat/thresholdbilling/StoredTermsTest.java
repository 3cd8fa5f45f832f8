package io.downbeat.thresholdbilling;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.balances.AppliesTo;
import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceOrigin;
import io.downbeat.balances.BalanceScope;
import io.downbeat.balances.BalanceTerms;
import io.downbeat.balances.BalanceType;
import io.downbeat.balances.RateType;
import io.downbeat.core.CreditType;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.products.ProductId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What a payment keeps of its commit until it is paid, maybe by a server of the next version. */
class StoredTermsTest {
    private static final Balance COMMIT = new Balance(
            new BalanceId(new UUID(0, 1)),
            new CustomerId(new UUID(0, 2)),
            new BalanceScope.OfContract(new UUID(0, 3), new BalanceScope.ChildAccess.None()),
            BalanceType.PREPAID,
            new BalanceTerms(
                    new ProductId(new UUID(0, 4)),
                    "Pack",
                    null,
                    null,
                    new AppliesTo.Everything(),
                    RateType.COMMIT_RATE,
                    null,
                    Map.of(),
                    new BalanceTerms.Sale("SO-1", null)),
            CreditType.USD_CENTS,
            List.of(),
            null,
            BalanceOrigin.AGREED,
            Instant.parse("2025-01-01T00:00:00Z"),
            null);

    @Test
    void a_commit_comes_back_as_it_was() {
        assertThat(StoredTerms.commit(StoredTerms.write(COMMIT))).isEqualTo(COMMIT);
    }

    @Test
    void one_that_a_version_before_sales_orders_kept_was_sold_nowhere() {
        ObjectNode stored = (ObjectNode) Json.read(StoredTerms.write(COMMIT));
        ((ObjectNode) stored.get("terms")).remove("sale");
        assertThat(StoredTerms.commit(Json.write(stored)).terms().sale()).isEqualTo(BalanceTerms.Sale.NONE);
    }
}

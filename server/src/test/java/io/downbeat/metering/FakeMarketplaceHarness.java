package io.downbeat.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.contracts.ContractId;
import io.downbeat.providers.DeliveryMethodId;
import io.downbeat.providers.ProviderConfiguration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The ledger against a marketplace that says what the test wants: a buyer owes 100 cents of the first hour of June. */
public abstract class FakeMarketplaceHarness {
    protected final FakeMarketplace connector = new FakeMarketplace();
    protected final DeliveryMethodId account = new DeliveryMethodId(UUID.randomUUID());
    protected final ContractId contract = new ContractId(UUID.randomUUID());
    protected MeteringHarness harness;
    protected ProviderConfiguration acme;
    protected MeteringHarness.Draft june;

    @BeforeEach
    void one_hour_is_due() {
        harness = new MeteringHarness("2025-06-01T00:00:00Z", connector);
        acme = harness.aws(account, "{'buyer':'acme'}");
        june = harness.draft(acme, contract, "2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z");
        june.due("100");
    }

    @AfterEach
    void the_ledger_agrees_with_itself() {
        assertThat(harness.violations()).isEmpty();
        harness.close();
    }
}

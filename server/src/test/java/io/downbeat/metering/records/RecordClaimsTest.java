package io.downbeat.metering.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.metering.FakeMarketplaceHarness;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One server has a record in hand at a time. */
class RecordClaimsTest extends FakeMarketplaceHarness {
    @Test
    void a_claim_that_another_server_took_over_announces_nothing() {
        harness.moveTo("2025-06-01T01:05:00Z");
        harness.node.hours.runDue(harness.instant());
        var claims = new RecordClaims(new MeteringRecordStore(harness.sql), harness.transactions);
        List<ClaimedRecord> lost = claims.claim(harness.instant(), 25);
        harness.sql
                .sql("UPDATE metering_record SET lease_until = clock_timestamp()")
                .update();
        List<ClaimedRecord> taken = claims.claim(harness.instant(), 25);
        assertThat(claims.announce(taken, harness.instant())).isTrue();
        assertThat(claims.announce(lost, harness.instant())).isFalse();
    }
}

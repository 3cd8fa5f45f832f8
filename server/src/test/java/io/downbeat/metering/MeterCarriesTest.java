package io.downbeat.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Cents metered beyond a total are worked off once, and only if the marketplace certainly holds them. */
class MeterCarriesTest extends PaperMeterBed {
    private MeterLab.Draft july() {
        return lab.draft(acme, contract, "2025-07-01T00:00:00Z", "2025-08-01T00:00:00Z");
    }

    private MeteredInvoice of(MeterLab.Draft draft) {
        return lab.metering.of(draft.id).orElseThrow();
    }

    private void refuseNext(int times) {
        for (int i = 0; i < times; i++) {
            road.next(new RecordAnswer.NotSubscribed());
        }
    }

    @Test
    void what_was_carried_when_metering_resumed_is_not_carried_once_more() {
        lab.advanceTo("2025-07-02T00:00:00Z");
        MeterLab.Draft july = july();
        june.finalizeAt(60);
        lab.advanceTo("2025-07-02T01:06:00Z");
        MeterLab.Draft others = lab.draft(acme, "2025-07-01T00:00:00Z", "2025-08-01T00:00:00Z");
        others.due("7");
        refuseNext(RecordOutcomes.REFUSALS);
        lab.advanceTo("2025-07-02T06:00:00Z");
        assertThat(lab.alerts()).contains("METERING_STOPPED");

        july.due("40");
        lab.mend(account);
        lab.advanceTo("2025-07-02T08:00:00Z");
        assertThat(of(july).carried()).isEqualTo(40);
        july.due("90");
        lab.advanceTo("2025-07-02T10:00:00Z");

        assertThat(of(june).confirmed()).isEqualTo(60);
        assertThat(of(july).carried()).isEqualTo(40);
        assertThat(of(july).confirmed()).isEqualTo(90);
    }

    @Test
    void cents_of_which_nobody_knows_whether_they_are_held_are_not_carried() {
        road.next(new RecordAnswer.Duplicate(null));
        lab.advanceTo("2025-07-02T00:00:00Z");
        MeterLab.Draft july = july();
        june.finalizeAt(60);
        lab.advanceTo("2025-07-02T01:06:00Z");
        july.due("40");
        lab.advanceTo("2025-07-02T03:00:00Z");
        assertThat(of(july).carried()).isZero();

        UUID slot = lab.sql
                .sql("SELECT id FROM metering_record WHERE state = 'PARKED'")
                .query(UUID.class)
                .single();
        lab.parked.isNotHeld(slot, "it is not there");
        lab.advanceTo("2025-07-02T05:00:00Z");
        assertThat(of(june).confirmed()).isEqualTo(60);
        assertThat(of(july).confirmed()).isEqualTo(40);
    }

    @Test
    void once_a_person_found_them_there_they_are_carried() {
        road.next(new RecordAnswer.Duplicate(null));
        lab.advanceTo("2025-07-02T00:00:00Z");
        MeterLab.Draft july = july();
        june.finalizeAt(60);
        lab.advanceTo("2025-07-02T01:06:00Z");
        UUID slot =
                lab.sql.sql("SELECT id FROM metering_record").query(UUID.class).single();
        lab.parked.isHeld(slot, "ref-1");
        july.due("41");
        lab.advanceTo("2025-07-02T03:00:00Z");
        assertThat(of(july).carried()).isEqualTo(40);
        assertThat(lab.quantities(acme)).containsExactly(100L, 1L);
    }

    @Test
    void a_surplus_shrinks_with_a_slot_that_never_arrived() {
        road.window = Duration.ofHours(48);
        lab.advanceTo("2025-06-30T22:30:00Z");
        june.due("180");
        for (int i = 0; i < 3000; i++) {
            road.next(new RecordAnswer.AccountRefused("AccessDenied", "no"));
        }
        lab.advanceTo("2025-07-01T00:00:00Z");
        MeterLab.Draft july = july();
        lab.advanceTo("2025-07-02T00:00:00Z");
        june.finalizeAt(60);
        lab.advanceTo("2025-07-02T01:06:00Z");
        assertThat(lab.metering.of(june.id).orElseThrow().open()).isEqualTo(80);

        july.due("100");
        lab.advanceTo("2025-07-02T02:06:00Z");
        assertThat(of(july).carried())
                .as("of the 120 too many only 40 are certain")
                .isEqualTo(40);
        lab.advanceTo("2025-07-03T06:00:00Z");
        road.script.clear();
        lab.mend(account);
        lab.advanceTo("2025-07-03T09:00:00Z");
        assertThat(of(june).confirmed()).isEqualTo(60);
        assertThat(of(july).confirmed()).isEqualTo(100);
        assertThat(of(july).carried()).isEqualTo(40);
    }
}

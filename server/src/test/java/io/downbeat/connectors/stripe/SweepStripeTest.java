package io.downbeat.connectors.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.delivery.DeliveryId;
import io.downbeat.delivery.DeliveryState;
import io.downbeat.incidents.IncidentsFixture;
import io.downbeat.outbound.HttpResult;
import io.downbeat.platform.db.Ids;
import io.downbeat.sandbox.ledger.LedgerEntry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is cleared away at Stripe once a delivery is at rest, and what is left alone. */
class SweepStripeTest extends StripeAgainstSandbox {

    @Test
    void an_empty_draft_that_a_lost_create_left_is_deleted_once_no_key_can_bring_it_back() {
        DeliveryId id = withOrphan();
        Instant due = engine.get(id)
                .progress()
                .sends()
                .last()
                .plus(Duration.ofHours(24))
                .plus(StripeSaga.QUIET);

        assertThat(sweep().nextDue()).contains(due);
        assertThat(sweep().runDue(due.minusMillis(1))).isZero();
        assertThat(orphans(id)).extracting(LedgerEntry::status).containsExactly("draft");

        assertThat(sweep().runDue(due)).isEqualTo(1);
        assertThat(orphans(id)).extracting(LedgerEntry::status).containsExactly("deleted");
        assertThat(bound(id).status()).isEqualTo("open");
        assertThat(sweep().nextDue()).isEmpty();
        assertThat(alerts()).isEmpty();
    }

    @Test
    void a_delivery_that_never_began_anew_is_not_swept() {
        add("cus_1", 1, false);
        engine.run();
        assertThat(sweep().nextDue()).isEmpty();
    }

    @Test
    void an_unbound_open_invoice_is_voided_and_a_person_told() {
        DeliveryId id = withOrphan();
        String open = make(id, "");
        post("/v1/invoices/" + open + "/add_lines", "lines[0][amount]=1250&lines[0][description]=x");
        post("/v1/invoices/" + open + "/finalize", "");

        sweepAtLast();

        assertThat(entry(open).status()).isEqualTo("void");
        assertThat(bound(id).status()).isEqualTo("open");
        assertThat(alerts())
                .singleElement()
                .satisfies(detail -> assertThat(detail)
                        .contains(open)
                        .contains(id.toString())
                        .contains(engine.get(id).providerRef()));
    }

    @Test
    void what_somebody_filled_or_paid_is_only_told() {
        DeliveryId id = withOrphan();
        String filled = make(id, "");
        post("/v1/invoices/" + filled + "/add_lines", "lines[0][amount]=1250&lines[0][description]=x");
        sweepAtLast();
        assertThat(entry(filled).status()).isEqualTo("draft");
        assertThat(alerts())
                .singleElement()
                .satisfies(detail -> assertThat(detail).contains(filled));

        post("/v1/invoices/" + filled + "/finalize", "");
        happens(filled, "paid");
        again(id);
        sweepAtLast();
        assertThat(entry(filled).status()).isEqualTo("paid");
        assertThat(alerts())
                .singleElement()
                .satisfies(
                        detail -> assertThat(detail).contains("somebody filled").contains("it is paid"));

        again(id);
        String before = alerts().getFirst();
        sweepAtLast();
        assertThat(alerts()).containsExactly(before);
    }

    @Test
    void an_invoice_without_our_mark_or_with_an_id_of_another_database_is_never_touched() {
        DeliveryId id = withOrphan();
        String unmarked =
                post("/v1/invoices", "customer=cus_1").json().path("id").asString();
        String theirs = make(new DeliveryId(UUID.randomUUID()), "");
        sweepAtLast();
        assertThat(entry(unmarked).status()).isEqualTo("draft");
        assertThat(entry(theirs).status()).isEqualTo("draft");
        assertThat(orphans(id)).extracting(LedgerEntry::status).containsExactly("deleted");
    }

    @Test
    void an_invoice_that_another_delivery_is_bound_to_is_never_touched() {
        DeliveryId id = withOrphan();
        DeliveryId other = add("cus_1", 1, true);
        engine.run();
        engine.runUntil(clock.now.plus(StripeSaga.QUIET));
        String bound = engine.get(other).providerRef();
        post("/v1/invoices/" + bound, "metadata[delivery_id]=" + id);
        sweepAtLast();
        assertThat(entry(bound).status()).isEqualTo("draft");
    }

    @Test
    void a_delivery_that_moves_again_is_left_alone_until_it_rests() {
        DeliveryId id = withOrphan();
        engine.withdraw(id);
        sweepAtLast();
        assertThat(orphans(id)).extracting(LedgerEntry::status).containsExactly("draft");
        assertThat(sweep().nextDue()).isEmpty();

        engine.run();
        assertThat(engine.state(id)).isEqualTo(DeliveryState.CANCELLED);
        sweepAtLast();
        assertThat(orphans(id)).extracting(LedgerEntry::status).containsExactly("deleted");
    }

    @Test
    void when_stripe_does_not_answer_it_is_tried_again_an_hour_later() {
        DeliveryId id = withOrphan();
        fault("{\"provider\": \"stripe\", \"step\": \"delete_invoice\", \"fault\": \"unavailable\"}");
        clock.now = sweep().nextDue().orElseThrow();
        assertThat(sweep().runDue(clock.now)).isEqualTo(1);
        assertThat(orphans(id)).extracting(LedgerEntry::status).containsExactly("draft");
        assertThat(sweep().nextDue()).contains(clock.now.plus(SweepStripe.AGAIN));

        sweepAtLast();
        assertThat(orphans(id)).extracting(LedgerEntry::status).containsExactly("deleted");
        assertThat(sweep().nextDue()).isEmpty();
    }

    /** Its first draft was made, but the answer was lost and no list showed it until the delivery went on without. */
    private DeliveryId withOrphan() {
        DeliveryId id = add("cus_1", 1, false);
        fault("{\"provider\": \"stripe\", \"step\": \"create_invoice\", \"fault\": \"cached_error_after\"}");
        fault("{\"provider\": \"stripe\", \"step\": \"list_invoices\", \"fault\": \"stale_list\", \"times\": 3,"
                + " \"calls\": 1000}");
        engine.run();
        engine.runUntil(clock.now.plus(Duration.ofHours(1)));
        assertThat(engine.state(id)).as(engine.outcomes(id).toString()).isEqualTo(DeliveryState.CONFIRMED);
        assertThat(engine.get(id).generation()).isEqualTo(1);
        assertThat(orphans(id)).extracting(LedgerEntry::status).containsExactly("draft");
        return id;
    }

    private SweepStripe sweep() {
        StripeCalls calls = calls();
        return new SweepStripe(
                new StripeSweepStore(engine.sql),
                new StripeReading(calls, settings()),
                calls,
                engine.news(),
                IncidentsFixture.on(engine.sql, new Ids(clock)));
    }

    private void sweepAtLast() {
        clock.now = sweep().nextDue().orElseThrow();
        assertThat(sweep().runDue(clock.now)).isEqualTo(1);
    }

    private void again(DeliveryId id) {
        engine.sql
                .sql("INSERT INTO stripe_sweep SELECT customer_id, id, now() FROM delivery WHERE id = :id")
                .param("id", id.value())
                .update();
    }

    private List<LedgerEntry> orphans(DeliveryId id) {
        String ref = only(id, true).id();
        return entries(id).stream()
                .filter(each -> !each.id().equals(ref) && each.lines().isEmpty())
                .toList();
    }

    private LedgerEntry bound(DeliveryId id) {
        return only(id, true);
    }

    private LedgerEntry only(DeliveryId id, boolean bound) {
        String ref = engine.get(id).providerRef();
        return entries(id).stream()
                .filter(each -> each.id().equals(ref) == bound)
                .findFirst()
                .orElseThrow();
    }

    private LedgerEntry entry(String invoice) {
        return sandbox.ledger().stream()
                .filter(each -> each.id().equals(invoice))
                .findFirst()
                .orElseThrow();
    }

    private List<String> alerts() {
        return engine.sql
                .sql("SELECT detail FROM incident WHERE kind = 'UNBOUND_INVOICE' AND ended_at IS NULL")
                .query(String.class)
                .list();
    }

    private String make(DeliveryId id, String more) {
        return post("/v1/invoices", "customer=cus_1&metadata[delivery_id]=" + id + more)
                .json()
                .path("id")
                .asString();
    }

    private HttpResult.Response post(String path, String form) {
        var caller = new StripeCalls.Caller(io.downbeat.delivery.engine.Engine.method("acct"), "acct_9");
        return (HttpResult.Response) calls().post(caller, path, form.getBytes(StandardCharsets.UTF_8), null);
    }
}

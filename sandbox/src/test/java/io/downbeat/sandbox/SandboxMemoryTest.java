package io.downbeat.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.downbeat.sandbox.http.Json;
import io.downbeat.sandbox.ledger.LedgerEntry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the simulators know after they were ended, or cut off, and started again. */
class SandboxMemoryTest {
    @TempDir
    Path folder;

    private Instant now = SandboxFixture.START;

    @Test
    void a_stripe_invoice_goes_on_where_it_stood() throws IOException {
        String id = during(before -> {
            String draft = before.draft("dlv_1", "customer=cus_declined_1&description=Jänner%20💶");
            before.stripe("POST", "/v1/invoices/" + draft + "/add_lines", SandboxFixture.lines(3, 700));
            before.stripe("POST", "/v1/invoices/" + draft + "/finalize", "");
            assertThat(before.stripe("POST", "/v1/invoices/" + draft + "/pay").status())
                    .isEqualTo(402);
            before.draft("dlv_2");
            return draft;
        });
        during(after -> {
            assertThat(after.stripe("GET", "/v1/invoices/" + id).at("/description"))
                    .isEqualTo("Jänner 💶");
            assertThat(after.stripe("GET", "/v1/invoices/" + id).at("/attempt_count"))
                    .isEqualTo("1");
            assertThat(after.stripe("GET", "/v1/invoices?limit=2").at("/data/1/id"))
                    .isEqualTo(id);
            assertThat(after.stripe(
                                    "GET",
                                    "/v1/invoices/search?query=metadata['delivery_id']:'dlv_1'".replace("'", "%27"))
                            .at("/data/0/id"))
                    .isEqualTo(id);
            after.stripe("POST", "/v1/invoices/" + id + "/void", "");
            return after.draft("dlv_3");
        });
        during(last -> {
            assertThat(last.stripe("GET", "/v1/invoices/" + id).at("/status")).isEqualTo("void");
            assertThat(last.ledger())
                    .extracting(LedgerEntry::kind)
                    .containsExactly("invoice", "payment", "invoice", "invoice");
            assertThat(last.stripe("GET", "/v1/invoices?limit=1").at("/data/0/metadata/delivery_id"))
                    .isEqualTo("dlv_3");
            return null;
        });
    }

    @Test
    void an_idempotency_key_replays_until_its_day_is_over() throws IOException {
        String id = during(
                before -> before.keyed("k1", "/v1/invoices", "customer=cus_1").at("/id"));
        now = now.plus(Duration.ofHours(24)).minusSeconds(1);
        during(after -> {
            SandboxFixture.Answer again = after.keyed("k1", "/v1/invoices", "customer=cus_1");
            assertThat(again.isReplayed()).isTrue();
            assertThat(again.at("/id")).isEqualTo(id);
            assertThat(after.keyed("k1", "/v1/invoices", "customer=cus_2").status())
                    .isEqualTo(400);
            return null;
        });
        now = now.plusSeconds(1);
        during(late -> {
            assertThat(late.keyed("k1", "/v1/invoices", "customer=cus_1").at("/id"))
                    .isNotEqualTo(id);
            return null;
        });
    }

    @Test
    void a_slot_at_aws_is_taken_and_a_fifo_queue_knows_its_duplicates() throws IOException {
        String record = SandboxFixture.record("buyer", now, 5);
        String first = during(before -> {
            queued(before);
            return before.meter("us-east-1", record).at("/Results/0/MeteringRecordId");
        });
        during(after -> {
            assertThat(after.meter("us-east-1", record).at("/Results/0/MeteringRecordId"))
                    .isEqualTo(first);
            assertThat(after.meter("us-east-1", SandboxFixture.record("buyer", now, 6))
                            .at("/Results/0/Status"))
                    .isEqualTo("DuplicateRecord");
            queued(after);
            return null;
        });
        during(last -> {
            assertThat(last.ledger())
                    .hasSize(2)
                    .anySatisfy(slot -> {
                        assertThat(slot.kind()).isEqualTo("meter_slot");
                        assertThat(slot.attempts()).isEqualTo(3);
                        assertThat(slot.meterSlot().refused()).isOne();
                    })
                    .anySatisfy(message -> {
                        assertThat(message.kind()).isEqualTo("message");
                        assertThat(message.attempts()).isEqualTo(2);
                    });
            return null;
        });
    }

    @Test
    void what_was_cut_off_in_the_middle_of_a_line_is_dropped_and_the_rest_is_held() throws IOException {
        String id = during(before -> before.draft("dlv_1"));
        Path journal = folder.resolve("journal.jsonl");
        Files.writeString(journal, "[{\"version\":99,\"kind\":\"stripe.inv", StandardOpenOption.APPEND);
        during(after -> {
            assertThat(after.only().id()).isEqualTo(id);
            return after.draft("dlv_2");
        });
        during(last -> {
            assertThat(last.ledger()).hasSize(2);
            return null;
        });
    }

    @Test
    void a_journal_that_is_damaged_elsewhere_is_refused_with_a_sentence() throws IOException {
        during(before -> before.draft("dlv_1") + before.draft("dlv_2"));
        Path journal = folder.resolve("journal.jsonl");
        Files.writeString(journal, "garbled\n" + Files.readString(journal));
        assertThatThrownBy(() -> new SandboxFixture(folder, now))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("journal.jsonl cannot be read at line 1")
                .hasMessageContaining("move it away");
    }

    @Test
    void a_folder_belongs_to_one_sandbox_and_to_its_owner() throws IOException {
        Path own = folder.resolve("own");
        try (SandboxFixture first = new SandboxFixture(own, now)) {
            assertThatThrownBy(() -> new SandboxFixture(own, now)).hasMessageContaining("another sandbox works in");
            assertThat(first.draft("dlv_1")).startsWith("in_");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
                .isEqualTo("rwx------");
        new SandboxFixture(own, now).close();
    }

    @Test
    void it_comes_back_at_its_port_unless_somebody_else_is_there() throws IOException {
        int port = during(before -> before.sandbox.port());
        assertThat(Sandbox.lastPort(folder)).isEqualTo(port);
        assertThat((int) during(after -> after.sandbox.port())).isEqualTo(port);
        HttpServer other = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 1);
        other.start();
        try {
            assertThat((int) during(after -> after.sandbox.port())).isNotEqualTo(port);
        } finally {
            other.stop(0);
        }
    }

    @Test
    void a_reset_is_remembered_and_no_id_comes_again() throws IOException {
        String id = during(before -> {
            String draft = before.draft("dlv_1");
            before.sandbox.reset();
            return draft;
        });
        during(after -> {
            assertThat(after.ledger()).isEmpty();
            assertThat(after.draft("dlv_1")).isNotEqualTo(id);
            return null;
        });
    }

    @Test
    void a_sandbox_in_memory_never_gives_an_id_of_an_earlier_one() throws IOException {
        String[] ids = new String[2];
        String[] records = new String[2];
        for (int start = 0; start < 2; start++) {
            try (SandboxFixture fixture = new SandboxFixture()) {
                ids[start] = fixture.draft("dlv_1");
                records[start] = fixture.meter("us-east-1", SandboxFixture.record("buyer", now, 5))
                        .at("/Results/0/MeteringRecordId");
            }
        }
        assertThat(ids[0]).isNotEqualTo(ids[1]);
        assertThat(records[0]).isNotEqualTo(records[1]);
    }

    @Test
    void where_webhooks_go_is_remembered() throws IOException {
        during(before ->
                before.control("POST", "/stripe/webhook", "{\"url\":\"http://127.0.0.1:9/x\",\"secret\":\"s\"}"));
        assertThat(Files.readString(folder.resolve("journal.jsonl"))).contains("http://127.0.0.1:9/x");
        during(after -> after.control("POST", "/stripe/webhook", "{}"));
        during(last -> null);
        assertThat(Files.readString(folder.resolve("journal.jsonl"))).doesNotContain("http://127.0.0.1:9/x");
    }

    private interface Play<T> {
        T with(SandboxFixture fixture) throws IOException;
    }

    private <T> T during(Play<T> play) throws IOException {
        try (SandboxFixture fixture = new SandboxFixture(folder, now)) {
            return play.with(fixture);
        }
    }

    private static void queued(SandboxFixture fixture) throws IOException {
        String body = Json.MAPPER.writeValueAsString(Map.of(
                "QueueUrl", "https://sqs.us-east-1.amazonaws.com/111122223333/bills.fifo",
                "MessageBody", "{}",
                "MessageGroupId", "g",
                "MessageDeduplicationId", "d"));
        HttpRequest request = HttpRequest.newBuilder(fixture.sandbox.uri().resolve("/aws"))
                .header("X-Amz-Target", "AmazonSQS.SendMessage")
                .headers(
                        List.of(SandboxFixture.signedBy("AKIAOWN", "us-east-1")).getFirst(),
                        SandboxFixture.signedBy("AKIAOWN", "us-east-1")[1].replace("aws-marketplace", "sqs"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        assertThat(fixture.send(request).status()).isEqualTo(200);
    }
}

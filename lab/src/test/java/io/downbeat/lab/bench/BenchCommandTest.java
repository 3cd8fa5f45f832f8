package io.downbeat.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.app.terminal.StartRefused;
import io.downbeat.lab.bench.BenchCommand.Part;
import io.downbeat.lab.bench.growth.GrowthBench.Growing;
import java.net.URI;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchCommandTest {
    private static BenchCommand parsed(String... arguments) {
        BenchCommand command = new BenchCommand();
        new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
        return command;
    }

    @Test
    void what_takes_minutes_is_measured_only_where_it_is_asked_for() {
        assertThat(parsed().parts())
                .containsExactlyInAnyOrder(Part.INGEST, Part.FINALIZE, Part.METER, Part.DELIVER, Part.READS);
        assertThat(parsed("--only", "growth,servers").parts()).containsExactlyInAnyOrder(Part.GROWTH, Part.SERVERS);
    }

    @Test
    void beside_a_peer_stands_what_can_be_compared_with_it() {
        assertThat(parsed("--peer", "http://127.0.0.1:8080").parts())
                .containsExactlyInAnyOrder(Part.INGEST, Part.FINALIZE);
        assertThat(parsed("--peer", "http://127.0.0.1:8080", "--only", "ingest").parts())
                .containsExactly(Part.INGEST);
    }

    @Test
    void all_grows_unless_some_is_named() {
        assertThat(parsed("--only", "growth").grow).containsExactlyInAnyOrder(Growing.values());
        assertThat(parsed("--only", "growth", "--grow", "events,months").grow)
                .containsExactlyInAnyOrder(Growing.EVENTS, Growing.MONTHS);
    }

    @Test
    void how_far_it_grows_is_said_by_number() {
        BenchCommand command = parsed("--events", "100000000", "--contracts", "100000", "--customers", "10000");
        assertThat(command.growth().events()).isEqualTo(100_000_000);
        assertThat(command.growth().contracts()).isEqualTo(100_000);
        assertThat(command.growth().customers()).isEqualTo(10_000);
        assertThatThrownBy(() -> parsed("--events", "19999").growth()).isInstanceOf(StartRefused.class);
    }

    @Test
    void a_peer_is_spoken_to_in_plain_http_at_a_port() {
        assertThat(BenchCommand.reachable(URI.create("http://127.0.0.1:8080"))).hasPort(8080);
        for (String typed : new String[] {"https://billing:8443", "http://billing", "billing:8080", "/1.0/kb"}) {
            assertThatThrownBy(() -> BenchCommand.reachable(URI.create(typed))).isInstanceOf(StartRefused.class);
        }
    }
}

package io.downbeat.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.platform.http.Refused;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RenderingRoomTest {
    private final RenderingRoom room = new RenderingRoom(1000, Duration.ofMillis(20));

    @Test
    void two_documents_are_made_at_once_and_a_third_is_told_to_come_again() {
        try (var _ = room.take(3);
                var _ = room.take(500)) {
            assertRefused(429, 1);
        }
        room.take(1000).close();
    }

    @Test
    void a_long_one_is_made_alone() {
        try (var _ = room.take(501)) {
            assertRefused(429, 1);
        }
    }

    @Test
    void one_that_never_fits_is_refused_at_once_with_the_way_out() {
        assertThatThrownBy(() -> room.take(1001))
                .hasMessage("the invoice has 1001 lines, and this server makes documents of 1000 at most;"
                        + " read it as JSON");
        assertRefused(400, 1001);
    }

    @Test
    void a_server_with_little_memory_has_little_room() {
        RenderingRoom small = RenderingRoom.inMemoryOf(256L << 20);
        small.take(1700).close();
        assertThatThrownBy(() -> small.take(1800)).isInstanceOf(Refused.class);
        RenderingRoom large = RenderingRoom.inMemoryOf(64L << 30);
        large.take(10_000).close();
        assertThatThrownBy(() -> large.take(10_001)).isInstanceOf(Refused.class);
    }

    private void assertRefused(int status, int lines) {
        assertThatThrownBy(() -> room.take(lines))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.status()).isEqualTo(status));
    }
}

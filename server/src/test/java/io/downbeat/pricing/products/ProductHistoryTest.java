package io.downbeat.pricing.products;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ProductHistoryTest {
    private final ProductFixture product =
            ProductFixture.usage(new ProductId(new UUID(0, 1)), new UUID(0, 7), "{'name': 'Tokens'}");

    private Product at(String moment) {
        return product.timeline().at(Instant.parse(moment));
    }

    @Test
    void of_two_updates_in_force_the_one_created_last_wins_even_if_it_starts_earlier() {
        product.update("2025-01-10T00:00:00Z", "{'name': 'Later start', 'tags': ['kept']}");
        product.update("2025-01-05T00:00:00Z", "{'name': 'Later word'}");
        assertThat(at("2025-01-04T23:59:59Z").name()).isEqualTo("Tokens");
        assertThat(at("2025-01-05T00:00:00Z").name()).isEqualTo("Later word");
        Product both = at("2025-01-10T00:00:00Z");
        assertThat(both.name()).isEqualTo("Later word");
        assertThat(both.tags()).containsExactly("kept");
    }

    @Test
    void a_group_key_counts_for_a_span_it_is_in_force_in_for_a_moment_only() {
        product.update("2025-01-10T00:00:00Z", "{'pricing_group_key': ['region']}");
        product.update("2025-01-20T00:00:00Z", "{'pricing_group_key': ['model']}");
        ProductTimeline timeline = product.timeline();
        Instant tenth = Instant.parse("2025-01-10T00:00:00Z");
        assertThat(timeline.pricingGroupKeys(Instant.MIN, tenth)).containsExactly(Set.of());
        assertThat(timeline.pricingGroupKeys(tenth.minusSeconds(1), tenth.plusSeconds(1)))
                .containsExactly(Set.of(), Set.of("region"));
        assertThat(timeline.pricingGroupKeys(tenth, null)).containsExactly(Set.of("region"), Set.of("model"));
    }
}

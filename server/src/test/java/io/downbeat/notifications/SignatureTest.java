package io.downbeat.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SignatureTest {
    /** The sample of the API's own guide: two blanks of indentation, no line feed at the end. */
    private static final byte[] PUBLISHED = """
        {
          "id": "b2c9e307-624e-4e7d-a5a4-1b74107d78c4",
          "type": "widget_created",
          "properties": {
            "customer_id": "5f794d50-085a-4db6-8d15-286e518b7225",
            "widget_id": "0891458d-b6f0-4fdd-a41e-380aae1a1e38"
          }
        }\
        """.getBytes(StandardCharsets.UTF_8);

    @Test
    void the_published_sample_has_the_published_signature() {
        assertThat(Signature.of("correct-horse-battery-staple", "Mon, 02 Jan 2006 22:04:05 GMT", PUBLISHED))
                .isEqualTo("b82652fa2246cf1d8a27e591f155c865f68b46c19b9213fd9c052f2419b4742b");
    }

    @Test
    void a_date_is_written_with_two_digits_of_the_day() {
        assertThat(Signature.date(Instant.parse("2006-01-02T22:04:05.999Z")))
                .isEqualTo("Mon, 02 Jan 2006 22:04:05 GMT");
    }
}

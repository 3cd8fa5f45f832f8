package io.downbeat.usage.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {

    @Property(tries = 2000)
    void reads_what_the_library_reads(
            @ForAll @LongRange(min = -62_167_219_200L + 86_400, max = 253_402_300_799L - 86_400) long second,
            @ForAll @IntRange(max = 999_999_999) int nanos,
            @ForAll @IntRange(min = -1079, max = 1079) int offsetMinutes) {
        OffsetDateTime dateTime =
                Instant.ofEpochSecond(second, nanos).atOffset(ZoneOffset.ofTotalSeconds(offsetMinutes * 60));
        String text = dateTime.format(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.nnnnnnnnnXXX"));

        assertThat(Rfc3339.parse(text)).contains(dateTime.toInstant());
    }

    @ParameterizedTest
    @CsvSource({
        "2025-01-01T00:00:00Z, 2025-01-01T00:00:00Z",
        "2025-01-01t00:00:00z, 2025-01-01T00:00:00Z",
        "2025-01-01 00:00:00Z, 2025-01-01T00:00:00Z",
        "2024-02-29T23:59:59.9999999Z, 2024-02-29T23:59:59.9999999Z",
        "2024-02-29T23:59:59.999999999Z, 2024-02-29T23:59:59.999999999Z",
        "2024-02-29T23:59:59.9999999999Z, 2024-02-29T23:59:59.999999999Z",
        "2024-02-29T23:59:59.12345678901234567890Z, 2024-02-29T23:59:59.123456789Z",
        "2025-01-01T00:00:00.5+05:30, 2024-12-31T18:30:00.5Z",
        "2025-01-01T00:00:00-00:00, 2025-01-01T00:00:00Z",
        "2025-01-01T00:00:00+23:59, 2024-12-31T00:01:00Z",
        "2025-01-01T00:00:00-23:59, 2025-01-01T23:59:00Z"
    })
    void reads_every_form_the_standard_allows(String text, Instant instant) {
        assertThat(Rfc3339.parse(text)).contains(instant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2025",
                "2025-01-01",
                "2025-01-01T00:00:00",
                "2025-01-01T00:00Z",
                "2025-1-01T00:00:00Z",
                "02025-01-01T00:00:00Z",
                "+02025-01-01T00:00:00Z",
                "20250-01-01T00:00:00Z",
                "2025-02-29T00:00:00Z",
                "2025-13-01T00:00:00Z",
                "2025-01-01T24:00:00Z",
                "2025-01-01T00:60:00Z",
                "2025-01-01T00:00:60Z",
                "2016-12-31T23:59:60Z",
                "2025-01-01T00:00:00.Z",
                "2025-01-01T00:00:00Zulu",
                "2025-01-01T00:00:00+0100",
                "2025-01-01T00:00:00+24:00",
                "٢٠٢٥-01-01T00:00:00Z",
                "1735689600"
            })
    void refuses_everything_else(String text) {
        assertThat(Rfc3339.parse(text)).isEmpty();
    }
}

package io.downbeat.connectors.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class StripeSignatureTest {
    private static final byte[] BODY = "{\"id\": \"evt_1\"}".getBytes(StandardCharsets.UTF_8);
    /** Computed with: printf '1738454400.{"id": "evt_1"}' | openssl dgst -sha256 -hmac whsec_test */
    private static final String VECTOR = "e5376ea0877136c779481f0f2199de8622d9bd6488bd237dd324788433b906ff";

    @Test
    void a_signature_is_the_hmac_of_time_dot_body() {
        assertThat(StripeSignature.parse("t=1738454400,v1=" + VECTOR)
                        .orElseThrow()
                        .signs(BODY, "whsec_test"))
                .isTrue();
        assertThat(StripeSignature.parse("t=1738454401,v1=" + VECTOR)
                        .orElseThrow()
                        .signs(BODY, "whsec_test"))
                .isFalse();
        assertThat(StripeSignature.parse("t=1738454400,v1=" + VECTOR)
                        .orElseThrow()
                        .signs(BODY, "whsec_other"))
                .isFalse();
        assertThat(StripeSignature.parse("t=1738454400,v1=" + VECTOR)
                        .orElseThrow()
                        .signs(new byte[0], "whsec_test"))
                .isFalse();
    }

    @Test
    void any_of_several_signatures_will_do_while_a_secret_is_rotated() {
        String header = "t=1738454400,v1=00,v0=junk,v1=" + VECTOR;
        assertThat(StripeSignature.parse(header).orElseThrow().signs(BODY, "whsec_test"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0, true", "300, true", "301, false", "-300, true", "-301, false"})
    void it_is_good_for_300_seconds_either_way(long late, boolean good) {
        StripeSignature signature = StripeSignature.parse("t=1738454400,v1=00").orElseThrow();
        assertThat(signature.isWithinToleranceOf(Instant.ofEpochSecond(1738454400L + late)))
                .isEqualTo(good);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "t=,v1=", "v1=00", "t=1738454400", "t=abc,v1=00", "t=99999999999999,v1=00"})
    void what_is_no_signature_is_refused(String header) {
        assertThat(StripeSignature.parse(header)).isEmpty();
    }
}

package io.downbeat.connectors.netsuite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downbeat.testing.PrivateKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetsuiteKeyTest {

    @Test
    void an_rsa_key_signs_with_pss() throws NetsuiteKey.Unusable {
        assertThat(NetsuiteKey.of(PrivateKeys.RSA).algorithm().getName()).isEqualTo("PS256");
    }

    @ParameterizedTest
    @CsvSource({"secp256r1,ES256", "secp384r1,ES384", "secp521r1,ES512"})
    void an_elliptic_key_signs_as_its_curve_says(String curve, String algorithm) throws NetsuiteKey.Unusable {
        assertThat(NetsuiteKey.of(PrivateKeys.ec(curve)).algorithm().getName()).isEqualTo(algorithm);
    }

    @Test
    void line_breaks_that_a_shell_spelled_out_do_no_harm() throws NetsuiteKey.Unusable {
        assertThat(NetsuiteKey.of(PrivateKeys.RSA.strip().replace("\n", "\\n"))
                        .algorithm()
                        .getName())
                .isEqualTo("PS256");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hunter2",
                "-----BEGIN RSA PRIVATE KEY-----\naHVudGVyMg==\n-----END RSA PRIVATE KEY-----",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\naHVudGVyMg==\n-----END ENCRYPTED PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nhunter2!\n-----END PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\naHVudGVyMg==\n-----END PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY----------END PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----"
            })
    void a_malformed_key_is_told_in_a_sentence_that_does_not_quote_it(String pem) {
        assertThatThrownBy(() -> NetsuiteKey.of(pem))
                .isInstanceOf(NetsuiteKey.Unusable.class)
                .hasNoCause()
                .hasMessageStartingWith("netsuite_private_key ")
                .message()
                .doesNotContain("hunter2", "aHVudGVyMg");
    }

    @Test
    void a_key_too_short_to_be_taken_is_refused() {
        assertThatThrownBy(() -> NetsuiteKey.of(PrivateKeys.pem(PrivateKeys.rsa(1024))))
                .isInstanceOf(NetsuiteKey.Unusable.class)
                .hasMessageContaining("2048");
    }
}

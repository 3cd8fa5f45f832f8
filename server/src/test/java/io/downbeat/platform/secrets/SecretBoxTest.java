package io.downbeat.platform.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SecretBoxTest {
    private static final String KEY = "a-secret-key-for-tests-of-32-chars-or-more";
    private static final String FIRST_FORMAT =
            "010102030405060708090a0b75a648cf7a5ae9cb198f71264238da8ce3ad34221b40515c553527";

    private final SecretBox box = new SecretBox(KEY);
    private final SecretBox another = new SecretBox("another-secret-key-of-32-chars-or-more");

    @Test
    void a_sealed_secret_names_its_key_and_opens_with_it_only_in_its_place() {
        byte[] sealed = box.seal("sk_live", "method 1");
        assertThat(sealed[0]).isOne();
        assertThat(HexFormat.of().formatHex(sealed, 1, 9))
                .isEqualTo(box.keyId())
                .isNotEqualTo(another.keyId());
        assertThat(box.open(sealed, "method 1")).isEqualTo("sk_live");
        assertThatThrownBy(() -> box.open(sealed, "method 2"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("method 2");
        assertThatThrownBy(() -> another.open(sealed, "method 1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(another.keyId())
                .hasMessageNotContaining("sk_live");
    }

    @Test
    void a_secret_of_the_first_format_still_opens() {
        // Sealed by the first servers: the nonce, then what AES-GCM made. A nonce may begin as a key's id does.
        byte[] nonceFirst = HexFormat.of().parseHex(FIRST_FORMAT);
        assertThat(box.open(nonceFirst, "webhook 1")).isEqualTo("whsec_first");
        assertThatThrownBy(() -> another.open(nonceFirst, "webhook 1")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void any_changed_byte_and_any_cut_is_noticed() {
        byte[] sealed = box.seal("x", "c");
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> box.open(changed, "c")).isInstanceOf(IllegalStateException.class);
            byte[] cut = Arrays.copyOf(sealed, i);
            assertThatThrownBy(() -> box.open(cut, "c")).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void what_is_kept_of_a_key_is_its_own_and_not_the_key() {
        assertThat(box.keyId()).hasSize(16).isEqualTo(new SecretBox(KEY).keyId());
        assertThat(box.checkValue()).hasSize(32).isEqualTo(new SecretBox(KEY).checkValue());
        assertThat(box.checkValue()).isNotEqualTo(another.checkValue());
        assertThat(new String(box.checkValue(), StandardCharsets.ISO_8859_1)).doesNotContain(KEY);
        assertThat(HexFormat.of().formatHex(box.checkValue())).doesNotContain(box.keyId());
    }
}

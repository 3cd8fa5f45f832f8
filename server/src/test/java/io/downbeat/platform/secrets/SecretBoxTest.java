package io.downbeat.platform.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SecretBoxTest {
    private static final String KEY = "a-secret-key-for-tests-of-32-chars-or-more";
    private static final String ANOTHER_KEY = "another-secret-key-of-32-chars-or-more";

    private final SecretBox box = new SecretBox(KEY);
    private final SecretBox another = new SecretBox(ANOTHER_KEY);

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
    void while_the_key_is_changed_both_open_and_the_one_in_force_seals() {
        AtomicReference<String> inForce = new AtomicReference<>(another.keyId());
        SecretBox both = new SecretBox(KEY, ANOTHER_KEY).sealingWith(inForce::get);
        byte[] before = both.seal("sk_live", "method 1");
        assertThat(another.open(before, "method 1")).isEqualTo("sk_live");
        assertThat(before).startsWith(both.head());
        inForce.set(box.keyId());
        byte[] after = both.seal("sk_live", "method 1");
        assertThat(box.open(after, "method 1")).isEqualTo("sk_live");
        assertThat(after).startsWith(both.head());
        assertThat(both.open(before, "method 1")).isEqualTo(both.open(after, "method 1"));
        inForce.set("0123456789abcdef");
        assertThatThrownBy(() -> both.seal("sk_live", "method 1")).hasMessageContaining("0123456789abcdef");
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

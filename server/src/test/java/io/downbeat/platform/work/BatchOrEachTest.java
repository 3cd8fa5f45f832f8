package io.downbeat.platform.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.dao.CannotAcquireLockException;

class BatchOrEachTest {
    private final List<String> told = new ArrayList<>();

    @Test
    void what_goes_through_together_is_not_looked_at_alone() {
        int done = BatchOrEach.run(() -> 3, () -> List.of("a", "b"), this::refuse, this::tell);

        assertThat(done).isEqualTo(3);
        assertThat(told).isEmpty();
    }

    @Test
    void one_that_fails_holds_up_no_other() {
        int done = BatchOrEach.run(
                () -> refuse("together"),
                () -> List.of("a", "bad", "c"),
                one -> one.equals("bad") ? refuse(one) : 10,
                this::tell);

        assertThat(done).isEqualTo(21);
        assertThat(told).containsExactly("bad: no bad");
    }

    @Test
    void what_passes_by_itself_is_thrown_on() {
        var passing = new CannotAcquireLockException("locked");

        assertThatThrownBy(() -> BatchOrEach.run(
                        () -> {
                            throw passing;
                        },
                        () -> List.of("a"),
                        _ -> 1,
                        this::tell))
                .isSameAs(passing);
        assertThatThrownBy(() -> BatchOrEach.run(
                        () -> refuse("together"),
                        () -> List.of("a"),
                        _ -> {
                            throw passing;
                        },
                        this::tell))
                .isSameAs(passing);
        assertThat(told).isEmpty();
    }

    private int refuse(String what) {
        throw new IllegalStateException("no " + what);
    }

    private int tell(String what, RuntimeException failure) {
        told.add(what + ": " + failure.getMessage());
        return 1;
    }
}

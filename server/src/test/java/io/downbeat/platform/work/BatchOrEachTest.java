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

    @Test
    void what_failed_alone_is_thrown_once_all_others_are_done() {
        List<String> done = new ArrayList<>();

        assertThatThrownBy(() -> BatchOrEach.runAndThrow(
                        () -> refuse("together"),
                        () -> List.of("bad", "b", "worse", "d"),
                        one -> {
                            if (one.length() > 1) {
                                refuse(one);
                            }
                            done.add(one);
                            return 1;
                        },
                        this::tell,
                        one -> one + " cannot be done"))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("worse cannot be done")
                .hasRootCauseMessage("no worse");
        assertThat(done).containsExactly("b", "d");
        assertThat(told).containsExactly("bad: no bad", "worse: no worse");
        assertThat(BatchOrEach.<String>runAndThrow(() -> 3, List::of, this::refuse, this::tell, String::toString))
                .isEqualTo(3);
    }

    private int refuse(String what) {
        throw new IllegalStateException("no " + what);
    }

    private int tell(String what, RuntimeException failure) {
        told.add(what + ": " + failure.getMessage());
        return 1;
    }
}

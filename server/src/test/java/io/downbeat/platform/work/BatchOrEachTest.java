package io.downbeat.platform.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessResourceFailureException;

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
    void each_alone_what_passes_is_thrown_on_after_all_others_and_what_does_not_is_told() {
        var passing = new CannotAcquireLockException("locked");
        List<String> done = new ArrayList<>();

        assertThatThrownBy(() -> BatchOrEach.each(
                        List.of("locked", "bad", "c"),
                        one -> {
                            if (one.equals("locked")) {
                                throw passing;
                            }
                            return one.equals("bad") ? refuse(one) : done.add(one) ? 1 : 0;
                        },
                        this::tell))
                .isSameAs(passing);
        assertThat(done).containsExactly("c");
        assertThat(told).containsExactly("bad: no bad");
        assertThat(BatchOrEach.each(List.of("bad", "b"), one -> one.equals("bad") ? refuse(one) : 10, this::tell))
                .isEqualTo(11);
    }

    @Test
    void each_alone_none_is_tried_after_one_that_nobody_gets_through_for() {
        var away = new DataAccessResourceFailureException("no connection");
        List<String> tried = new ArrayList<>();

        assertThatThrownBy(() -> BatchOrEach.each(
                        List.of("a", "b"),
                        one -> {
                            tried.add(one);
                            throw away;
                        },
                        this::tell))
                .isSameAs(away);
        assertThat(tried).containsExactly("a");
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

package io.downbeat.connectors.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.connectors.stripe.SagaExplorer.Result;
import io.downbeat.connectors.stripe.StripeSagaModel.Lateness;
import io.downbeat.connectors.stripe.StripeSagaModel.Recipe;
import io.downbeat.connectors.stripe.StripeSagaModel.Setup;
import io.downbeat.connectors.stripe.StripeSagaModel.Trouble;
import org.junit.jupiter.api.Test;

/**
 * Every interleaving of a small world: what {@code docs/decisions/0003-stripe-saga.md} claims is checked here.
 *
 * <p>The promises are in {@link SagaExplorer}: never two released invoices for one delivery, a released one has exactly one
 * copy of its lines, a finished row has exactly one; for the built recipe also: what is alive and unbound is an empty draft.
 * The tests that expect a counterexample keep the others honest: they run the same model, and fail if it becomes too tame
 * to break a recipe that is known to be wrong.
 */
class StripeSagaExplorationTest {

    private static final int NAIVE_LIMIT = 50_000;
    private static final int LIMIT = 6_000_000;
    private static final Trouble[] ALL_AT_ONCE = {
        Trouble.STALE_LISTS, Trouble.SAVED_ERRORS, Trouble.MEDDLING, Trouble.ENDLESS_EXPIRY
    };

    @Test
    void an_idempotency_key_alone_does_not_keep_two_workers_from_charging_wrongly() {
        breaks(new Setup(Recipe.KEY_ONLY, 2, 1, Lateness.ONCE), NAIVE_LIMIT);
    }

    @Test
    void looking_up_before_creating_does_not_keep_two_workers_from_charging_wrongly() {
        breaks(new Setup(Recipe.LOOK_UP_THEN_CREATE, 2, 1, Lateness.ONCE), NAIVE_LIMIT);
    }

    @Test
    void two_workers_keep_every_promise_when_generations_wait_for_the_quiet_time() {
        holds(new Setup(Recipe.BOUND, 2, 1, Lateness.QUIET_TIME));
    }

    @Test
    void three_workers_keep_every_promise_when_generations_wait_for_the_quiet_time() {
        holds(new Setup(Recipe.BOUND, 3, 1, Lateness.QUIET_TIME));
    }

    @Test
    void two_workers_keep_every_promise_when_requests_outlive_every_quiet_time() {
        holds(new Setup(Recipe.BOUND, 2, 2, Lateness.UNBOUNDED, Trouble.STALE_LISTS));
    }

    @Test
    void three_workers_keep_every_promise_when_requests_outlive_every_quiet_time() {
        holds(new Setup(Recipe.BOUND, 3, 1, Lateness.UNBOUNDED, Trouble.STALE_LISTS));
    }

    /** Four drafts and three generations are too many states with everything going wrong: three and two here. */
    @Test
    void two_workers_keep_every_promise_with_everything_going_wrong_at_once() {
        holds(new Setup(Recipe.BOUND, 2, 1, Lateness.UNBOUNDED, ALL_AT_ONCE).within(3, 2));
    }

    /** Reduced as above. */
    @Test
    void three_workers_keep_every_promise_with_everything_going_wrong_at_once() {
        holds(new Setup(Recipe.BOUND, 3, 1, Lateness.UNBOUNDED, ALL_AT_ONCE).within(3, 2));
    }

    @Test
    void releasing_without_reading_back_breaks_the_recipe() {
        breaks(new Setup(Recipe.BOUND_WITHOUT_VERIFYING, 2, 1, Lateness.UNBOUNDED), LIMIT);
    }

    @Test
    void binding_without_comparing_fence_and_emptiness_breaks_the_recipe() {
        breaks(new Setup(Recipe.BOUND_WITHOUT_COMPARING, 2, 1, Lateness.UNBOUNDED), LIMIT);
    }

    @Test
    void unbinding_before_the_invoice_was_read_as_dead_breaks_the_recipe() {
        breaks(
                new Setup(Recipe.BOUND_BUT_UNBINDS_BEFORE_DEATH_IS_SEEN, 2, 1, Lateness.UNBOUNDED, Trouble.SAVED_ERRORS)
                        .within(2, 2),
                LIMIT);
    }

    /** Where finalizing pays at once there is no verified pause before money moves, and time has to carry what is left. */
    @Test
    void an_invoice_that_finalizing_pays_is_safe_only_while_keys_outlive_requests_and_pauses() {
        breaks(new Setup(Recipe.BOUND, 2, 1, Lateness.QUIET_TIME, Trouble.FINALIZE_SETTLES), LIMIT);
        holds(new Setup(Recipe.BOUND, 2, 1, Lateness.QUIET_TIME_WITHIN_KEY_LIFE, Trouble.FINALIZE_SETTLES));
    }

    private static void holds(Setup setup) {
        Result result = explore(setup, LIMIT);
        assertThat(result.counterexample()).as("broken promise in %s", setup).isEmpty();
        assertThat(result.stuck())
                .as("a world from which one worker alone does not finish, in %s", setup)
                .isEmpty();
        assertThat(result.spent() * 2)
                .as("worlds too small to be asked to finish, of %d", result.worlds())
                .isLessThan(result.worlds());
    }

    private static void breaks(Setup setup, int limit) {
        Result result = explore(setup, limit);
        result.counterexample().ifPresent(trace -> System.out.println("  " + trace));
        assertThat(result.counterexample())
                .as(
                        "%s: %s",
                        setup, result.counterexample().orElse("no counterexample in " + result.states() + " states"))
                .isPresent();
        assertThat(result.states()).isLessThanOrEqualTo(limit);
    }

    private static Result explore(Setup setup, int limit) {
        long started = System.nanoTime();
        Result result = new SagaExplorer(new StripeSagaModel(setup)).explore(limit);
        System.out.printf(
                "%s%n  %,d states, %,d worlds (%,d spent), at most %d orphaned drafts, %d ms%n",
                setup,
                result.states(),
                result.worlds(),
                result.spent(),
                result.mostOrphans(),
                (System.nanoTime() - started) / 1_000_000);
        return result;
    }
}

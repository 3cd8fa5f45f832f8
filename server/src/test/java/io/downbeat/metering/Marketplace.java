package io.downbeat.metering;

import io.downbeat.sandbox.faults.Fault;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One marketplace as the cases that all share need it.
 *
 * @param provider its name in the sandbox; {@code writeStep} the request that writes a record
 * @param learnsFromTheFirstHour whether a token and the buyer's address are read first: faults then meet the second hour,
 *     where the write is the only request
 * @param passingFaults of the write, after which the record is there once
 * @param questions what is asked before a record is written, and how the answer fails to come
 * @param pauses what rests the account, and until when
 * @param patience how long one answer is waited for, null if only its own cases say
 */
public record Marketplace(
        String provider,
        String writeStep,
        boolean learnsFromTheFirstHour,
        List<String> passingFaults,
        List<Question> questions,
        List<AccountPause> pauses,
        WrongKey wrongKey,
        @Nullable Duration patience,
        List<Fault> faultsOfAMonth) {

    public record Question(String step, String fault) {}

    public record AccountPause(Fault fault, String until) {}

    /**
     * @param spoiled makes the right value a wrong one
     * @param words of the marketplace's refusal
     * @param confirmedBy when the record is known to be there, once the right one is back at half past one
     */
    public record WrongKey(String name, UnaryOperator<String> spoiled, String words, String confirmedBy) {}

    Fault atWrite(String fault) {
        return Fault.of(provider, writeStep, fault);
    }
}

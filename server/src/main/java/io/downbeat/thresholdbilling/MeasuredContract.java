package io.downbeat.thresholdbilling;

import io.downbeat.balances.AccessSegment;
import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceHolder;
import io.downbeat.balances.BalanceType;
import io.downbeat.balances.Standing;
import io.downbeat.contracts.thresholds.CountedBalance;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is left of the balances that a contract can use. Pure.
 *
 * @param standings of whomever they are, finalized invoices, manual entries and drafts counted
 */
record MeasuredContract(BalanceHolder contract, List<Standing> standings) {
    MeasuredContract {
        standings = List.copyOf(standings);
    }

    /**
     * What is left now of prepaid commits and of credits in a unit: what is paid in arrears does not count, nor what begins
     * later, nor what single seats have (published); what seats share does. What is below zero takes nothing off the others.
     */
    Amount balance(CreditType unit, CountedBalance counted, Instant now) {
        BigDecimal sum = counted(unit, counted)
                .flatMap(standing -> standing.balance().segments().stream()
                        .filter(segment -> isOpen(segment, now) && !segment.isOneSeats())
                        .map(segment -> standing.left(segment).max(BigDecimal.ZERO)))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        return new Amount(sum, unit);
    }

    private Stream<Standing> counted(CreditType unit, CountedBalance counted) {
        return standings.stream().filter(standing -> {
            Balance balance = standing.balance();
            return balance.type() != BalanceType.POSTPAID
                    && balance.unit().equals(unit)
                    && balance.canPay(contract)
                    && counted.includes(balance);
        });
    }

    private static boolean isOpen(AccessSegment segment, Instant now) {
        return !now.isBefore(segment.startingAt()) && now.isBefore(segment.endingBefore());
    }

    /** When the next segment begins or ends. */
    Optional<Instant> nextChange(Instant now) {
        return standings.stream()
                .flatMap(standing -> standing.balance().segments().stream())
                .flatMap(segment -> Stream.of(segment.startingAt(), segment.endingBefore()))
                .filter(instant -> instant.isAfter(now))
                .min(Instant::compareTo);
    }
}

package io.downbeat.balances;

import static org.assertj.core.api.Assertions.assertThat;

import io.downbeat.core.CreditType;
import io.downbeat.customers.CustomerId;
import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Ledgers of random balances without entries by hand: properties 7, 8 and 14 of pricing.md, part 18. */
class LedgerPropertyTest {
    private static final long SEED = 7;
    private static final int BALANCES = 3_000;
    private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");
    private static final BalanceHolder CONTRACT = new BalanceHolder(new CustomerId(new UUID(0, 1)), new UUID(0, 2));

    private final Random random = new Random(SEED);
    private int ids;

    private static Instant day(int day) {
        return START.plus(Duration.ofDays(day));
    }

    private UUID id() {
        return new UUID(1, ids++);
    }

    private Ledger.History history(BalanceType type, @Nullable Instant endsAt, Instant now) {
        List<AccessSegment> segments = new ArrayList<>();
        int many = type == BalanceType.POSTPAID ? 1 : 1 + random.nextInt(3);
        for (int i = 0; i < many; i++) {
            int from = random.nextInt(100);
            segments.add(new AccessSegment(
                    new AccessSegmentId(id()),
                    BigDecimal.valueOf(random.nextInt(10_000), 1),
                    day(from),
                    day(from + 1 + random.nextInt(100))));
        }
        Balance balance = new Balance(
                new BalanceId(id()),
                CONTRACT.customer(),
                new BalanceScope.OfContract(CONTRACT.contract()),
                type,
                new BalanceTerms(
                        new ProductId(id()),
                        "K",
                        null,
                        null,
                        new AppliesTo.Everything(),
                        RateType.LIST_RATE,
                        null,
                        Map.of()),
                CreditType.USD_CENTS,
                segments,
                type == BalanceType.CREDIT
                        ? null
                        : new PaymentSchedule(
                                CreditType.USD_CENTS,
                                false,
                                List.of(new PaymentItem(id(), day(400), BigDecimal.TEN, BigDecimal.ONE))),
                BalanceOrigin.AGREED,
                START,
                null);
        boolean billsTheRest = type == BalanceType.POSTPAID && random.nextBoolean();
        return new Ledger.History(
                balance,
                draws(balance, endsAt, now),
                List.of(),
                List.of(),
                endsAt,
                billsTheRest,
                billsTheRest ? id() : null);
    }

    /** Thirty days at a time, of what is left of what has begun; dated at the end of these, or of the segment, or of the contract. */
    private List<Draw> draws(Balance balance, @Nullable Instant endsAt, Instant now) {
        List<Draw> draws = new ArrayList<>();
        for (AccessSegment segment : balance.segments()) {
            Instant until = endsAt != null && endsAt.isBefore(segment.endingBefore()) ? endsAt : segment.endingBefore();
            BigDecimal left = segment.amount();
            for (int end = 30; day(end - 30).isBefore(until); end += 30) {
                Instant at = day(end).isBefore(until) ? day(end) : until;
                int cents = random.nextInt(4) == 0 ? left.intValue() : random.nextInt(300);
                BigDecimal amount = BigDecimal.valueOf(cents).min(left.setScale(0, RoundingMode.FLOOR));
                if (!segment.startingAt().isAfter(now) && segment.startingAt().isBefore(at) && amount.signum() > 0) {
                    draws.add(new Draw(CONTRACT.customer(), id(), balance.id(), segment.id(), CONTRACT, amount, at));
                    left = left.subtract(amount);
                }
            }
        }
        Collections.shuffle(draws, random);
        return draws;
    }

    private @Nullable Instant anEnd() {
        return random.nextBoolean() ? null : day(1 + random.nextInt(150));
    }

    /** 7 and 8. */
    @Test
    void what_has_ended_sums_to_nothing_what_is_active_to_what_is_left_and_nothing_is_ever_below() {
        for (int i = 0; i < BALANCES; i++) {
            Instant now = day(random.nextInt(250));
            Ledger.History of = history(random.nextBoolean() ? BalanceType.CREDIT : BalanceType.PREPAID, anEnd(), now);
            Map<AccessSegmentId, BigDecimal> sums = new HashMap<>();
            Instant last = Instant.MIN;
            for (LedgerEntry entry : Ledger.entries(of, now)) {
                assertThat(entry.timestamp()).isAfterOrEqualTo(last);
                last = entry.timestamp();
                BigDecimal sum = sums.merge(entry.segment(), entry.amount(), BigDecimal::add);
                assertThat(sum).as("balance %d of seed %d: %s", i, SEED, of).isNotNegative();
            }
            BigDecimal active = BigDecimal.ZERO;
            for (AccessSegment segment : of.balance().segments()) {
                BigDecimal sum = sums.getOrDefault(segment.id(), BigDecimal.ZERO);
                boolean isActive = Ledger.isActive(segment, of.endsAt(), now);
                boolean isToCome = of.startOf(segment).isAfter(now);
                if (!isToCome) {
                    assertThat(sum)
                            .as("balance %d of seed %d: %s", i, SEED, of)
                            .isEqualByComparingTo(isActive ? of.left(segment) : BigDecimal.ZERO);
                }
                active = isActive ? active.add(sum) : active;
            }
            assertThat(Ledger.balance(of, now)).isEqualByComparingTo(active);
        }
    }

    /** 14. */
    @Test
    void what_is_postpaid_is_used_or_billed_or_expires_to_the_last_cent() {
        for (int i = 0; i < BALANCES; i++) {
            Ledger.History of = history(BalanceType.POSTPAID, anEnd(), day(500));
            BigDecimal sum = Ledger.entries(of, day(500)).stream()
                    .map(LedgerEntry::amount)
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            assertThat(sum).as("balance %d of seed %d: %s", i, SEED, of).isEqualByComparingTo(BigDecimal.ZERO);
        }
    }
}

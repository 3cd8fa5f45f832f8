package io.downbeat.console.commits;

import io.downbeat.balances.AccessSegment;
import io.downbeat.balances.Balance;
import io.downbeat.balances.Ledger;
import io.downbeat.balances.Standing;
import io.downbeat.console.words.Moments;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.commits.RecurringPart;
import io.downbeat.pricing.products.Product;
import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Commits and credits in rows. Pure. */
public final class BalanceRows {

    /**
     * A balance with what is left of it, and what is around it.
     *
     * @param endsAt when the contract that it belongs to ends, or was archived; {@code null} for no such end
     * @param whose what tells it from others in the list; empty where nothing has to
     * @param every how often it is made anew, such as {@code monthly}; empty for what is agreed on once
     */
    public record Held(Standing standing, @Nullable Instant endsAt, String whose, String every) {
        /** @param contract that it belongs to; {@code null} for one of a customer */
        public static Held of(Standing standing, @Nullable Contract contract, String whose, String every) {
            return new Held(standing, contract == null ? null : endOf(contract), whose, every);
        }

        private static @Nullable Instant endOf(Contract contract) {
            Instant end = contract.endingBefore();
            Instant archived = contract.archivedAt();
            return archived == null || end != null && end.isBefore(archived) ? end : archived;
        }

        Balance balance() {
            return standing.balance();
        }

        Use use(Instant now) {
            if (balance().isArchived()) {
                return Use.ARCHIVED;
            }
            List<AccessSegment> segments = balance().segments();
            if (segments.stream().anyMatch(segment -> Ledger.isActive(segment, endsAt, now))) {
                return Ledger.balance(standing, endsAt, now).signum() == 0 ? Use.USED_UP : Use.NOW;
            }
            boolean isOver = endsAt != null && !endsAt.isAfter(now);
            return !isOver
                            && segments.stream()
                                    .anyMatch(segment -> segment.startingAt().isAfter(now))
                    ? Use.TO_COME
                    : Use.OVER;
        }
    }

    /** Whether it can be used; what is current comes first. */
    enum Use {
        NOW("can be used", "c-delivered"),
        /** Under way, with nothing left in it at the moment: a draft may still give something back. */
        USED_UP("used up", "c-void"),
        TO_COME("to come", "c-to-come"),
        OVER("over", "c-void"),
        ARCHIVED("archived", "c-void");

        private final String word;
        private final String css;

        private boolean isUnderWay() {
            return this == NOW || this == USED_UP;
        }

        Use(String word, String css) {
            this.word = word;
            this.css = css;
        }
    }

    private final Map<ProductId, Product> products;
    private final Instant now;

    /** @param products those of {@link BalanceText#products} */
    public BalanceRows(Map<ProductId, Product> products, Instant now) {
        this.products = products;
        this.now = now;
    }

    /** What can be used now or later, what pays earlier first; of what is made anew every period the earliest of these. */
    public List<BalanceRow> current(Collection<Held> all) {
        Set<UUID> recurring = new HashSet<>();
        return all.stream()
                .filter(held -> held.use(now).compareTo(Use.OVER) < 0)
                .sorted(Comparator.comparing((Held held) -> held.use(now) == Use.TO_COME)
                        .thenComparing(held -> held.balance().terms().effectivePriority())
                        .thenComparing(held -> held.balance().createdAt())
                        .thenComparing(held -> held.balance().id()))
                .filter(held -> held.balance().origin().recurring() == null
                        || recurring.add(held.balance().origin().recurring()))
                .map(this::row)
                .toList();
    }

    public BalanceRow row(Held held) {
        Balance balance = held.balance();
        Use use = held.use(now);
        List<AccessSegment> shown = shown(held, use);
        BigDecimal whole = shown.stream().map(AccessSegment::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
        long later = balance.segments().stream()
                .filter(segment -> segment.startingAt().isAfter(now))
                .count();
        return new BalanceRow(
                balance.id().toString(),
                "/console/balances/" + balance.customer() + "/" + balance.id(),
                BalanceText.name(balance, products),
                kind(held),
                use.word,
                use.css,
                BalanceText.amount(
                        balance, use == Use.TO_COME ? whole : Ledger.balance(held.standing(), held.endsAt(), now)),
                use.isUnderWay() ? "of " + BalanceText.amount(balance, whole) : "",
                when(shown, held, use),
                use.isUnderWay() && later > 0 ? later + " more later" : "",
                BalanceText.appliesTo(balance.terms().appliesTo(), products),
                balance.terms().effectivePriority().stripTrailingZeros().toPlainString());
    }

    /** How often the contract makes the balance anew, such as {@code monthly}; empty for what is agreed on once. */
    public static String every(Balance balance, ContractTerms terms) {
        UUID recurring = balance.origin().recurring();
        return recurring == null
                ? ""
                : RecurringPart.frequencies(terms)
                        .getOrDefault(recurring, "recurring")
                        .toLowerCase(Locale.ROOT);
    }

    private static String kind(Held held) {
        List<String> kind =
                new ArrayList<>(List.of(BalanceText.kind(held.balance().type())));
        if (!held.every().isEmpty()) {
            kind.add(held.every());
        }
        if (!held.whose().isEmpty()) {
            kind.add(held.whose());
        }
        return String.join(", ", kind);
    }

    /** What is under way; else what comes next, else what was last. */
    private List<AccessSegment> shown(Held held, Use use) {
        List<AccessSegment> segments = held.balance().segments();
        return switch (use) {
            case NOW, USED_UP ->
                segments.stream()
                        .filter(segment -> Ledger.isActive(segment, held.endsAt(), now))
                        .toList();
            case TO_COME ->
                segments.stream()
                        .filter(segment -> segment.startingAt().isAfter(now))
                        .limit(1)
                        .toList();
            case OVER, ARCHIVED -> segments.isEmpty() ? List.of() : List.of(segments.getLast());
        };
    }

    private static String when(List<AccessSegment> shown, Held held, Use use) {
        if (use == Use.OVER
                && held.endsAt() != null
                && held.endsAt().isBefore(shown.getLast().endingBefore())) {
            return "until " + Moments.day(held.endsAt().minusNanos(1));
        }
        return shown.stream()
                .map(BalanceText::when)
                .distinct()
                .reduce((one, other) -> one + "; " + other)
                .orElse("");
    }
}

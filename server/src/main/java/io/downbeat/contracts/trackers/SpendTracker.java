package io.downbeat.contracts.trackers;

import io.downbeat.contracts.TermKind;
import io.downbeat.core.Amount;
import io.downbeat.core.CreditType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what a contract pays for commits, from nothing in each of its usage periods ({@code reset_frequency
 * BILLING_PERIOD}).
 *
 * @param alias by which caps name it; no other of the contract has it, archived ones included
 * @param unit the currency it counts; payments in another one are none of its
 * @param specifiers a purchase counts once if any of them fits; at least one
 * @param archivedAt from when on it is shown no more; {@code null} while it is not
 */
public record SpendTracker(
        String alias,
        CreditType unit,
        List<Specifier> specifiers,
        @Nullable Instant archivedAt) {

    /** In the order in which they were agreed, archived ones too. */
    public static final TermKind<List<SpendTracker>> KIND = new TermKind<>("spend trackers", List.of());

    /** What bought a commit. */
    public enum Source {
        THRESHOLD_RECHARGE,
        /** Everything that no threshold bought. */
        MANUAL
    }

    /** Which purchases count, by whether they were discounted. */
    public enum Discounted {
        ANY,
        DISCOUNTED_ONLY,
        UNDISCOUNTED_ONLY;

        private boolean includes(boolean isDiscounted) {
            return switch (this) {
                case ANY -> true;
                case DISCOUNTED_ONLY -> isDiscounted;
                case UNDISCOUNTED_ONLY -> !isDiscounted;
            };
        }
    }

    /** @param sources any of them is enough; at least one */
    public record Specifier(Set<Source> sources, Discounted discounted) {
        public Specifier {
            sources = Set.copyOf(sources);
            if (sources.isEmpty()) {
                throw new IllegalArgumentException("a specifier names at least one source");
            }
        }

        private boolean fits(Spent spent) {
            return sources.contains(spent.source()) && discounted.includes(spent.isDiscounted());
        }
    }

    /**
     * What was paid for commits of one kind.
     *
     * @param amount what their invoices come to, after the discount and before tax
     */
    public record Spent(Source source, boolean isDiscounted, Amount amount) {}

    public SpendTracker {
        specifiers = List.copyOf(specifiers);
        if (specifiers.isEmpty()) {
            throw new IllegalArgumentException("a spend tracker counts something: " + alias);
        }
        if (!unit.isCurrency()) {
            throw new IllegalArgumentException("nobody pays in " + unit.name());
        }
    }

    public boolean isArchived() {
        return archivedAt != null;
    }

    SpendTracker archived(Instant now) {
        return new SpendTracker(alias, unit, specifiers, now);
    }

    /** What of it counts here. */
    public Amount sum(Collection<Spent> spent) {
        return Amount.sum(
                unit,
                spent.stream()
                        .filter(each -> each.amount().unit().equals(unit))
                        .filter(each -> specifiers.stream().anyMatch(specifier -> specifier.fits(each)))
                        .map(Spent::amount)
                        .toList());
    }
}

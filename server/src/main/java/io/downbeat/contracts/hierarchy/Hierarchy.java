package io.downbeat.contracts.hierarchy;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.TermKind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a contract stands in an account hierarchy: a parent, and children that may be other customers' contracts. It is said
 * when the child is created and never changed, and there is one level of it.
 */
public sealed interface Hierarchy {
    TermKind<Hierarchy> KIND = new TermKind<>("hierarchy", new Standalone());

    /** Who pays for a child's invoices. */
    enum Payer {
        SELF,
        PARENT
    }

    /** Where a child's usage is shown. */
    enum UsageStatements {
        /** On the parent's consolidated invoice. */
        CONSOLIDATE,
        /** On an invoice of its own. */
        SEPARATE
    }

    /** What a parent makes of the invoices of children that consolidate. */
    enum Consolidation {
        /** One invoice with the lines of all. */
        CONCATENATE,
        NONE
    }

    /** In no hierarchy. */
    record Standalone() implements Hierarchy {}

    /**
     * @param children in the order they were created, archived ones too
     * @param consolidation {@code null} if it said nothing, which is the same as to concatenate
     */
    record Parent(List<Member> children, @Nullable Consolidation consolidation) implements Hierarchy {
        public Parent {
            children = List.copyOf(children);
        }
    }

    /** A child, as its parent knows it. */
    record Member(
            Contract.Ref contract,
            Payer payer,
            UsageStatements usageStatements,
            Instant createdAt,
            @Nullable Instant archivedAt) {
        public boolean isArchived() {
            return archivedAt != null;
        }

        /** To the millisecond, as instants are shown. */
        boolean wasThere(Instant instant) {
            return !createdAt.truncatedTo(ChronoUnit.MILLIS).isAfter(instant)
                    && (archivedAt == null
                            || archivedAt.truncatedTo(ChronoUnit.MILLIS).isAfter(instant));
        }
    }

    record Child(Contract.Ref parent, Payer payer, UsageStatements usageStatements) implements Hierarchy {
        public Child {
            if (usageStatements == UsageStatements.CONSOLIDATE && payer != Payer.PARENT) {
                throw new IllegalArgumentException("only what the parent pays stands on its invoice: " + parent);
            }
        }
    }
}

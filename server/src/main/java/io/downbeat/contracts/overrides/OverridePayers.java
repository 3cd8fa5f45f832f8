package io.downbeat.contracts.overrides;

import io.downbeat.contracts.ContractPart.Nameable;
import io.downbeat.contracts.ContractPart.TemporaryIds;
import io.downbeat.contracts.overrides.RateOverride.PaidBy;
import io.downbeat.customers.CustomerId;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Limits;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Reads from one request which commits and credits an override is for. */
final class OverridePayers {

    /** The lists that name them; what several of them take is to be named in the first. */
    private enum Names {
        COMMITS("commit_ids", "commit", EnumSet.of(Nameable.COMMIT)),
        RECURRING_COMMITS("recurring_commit_ids", "recurring commit", EnumSet.of(Nameable.RECURRING_COMMIT)),
        ANY("any_commit_or_credit_ids", "commit or credit", EnumSet.complementOf(EnumSet.of(Nameable.SUBSCRIPTION)));

        private final String field;
        private final String words;
        private final Set<Nameable> taken;

        Names(String field, String words, Set<Nameable> taken) {
            this.field = field;
            this.words = words;
            this.taken = taken;
        }

        private static Optional<Names> taking(Nameable what) {
            return Arrays.stream(values())
                    .filter(names -> names.taken.contains(what))
                    .findFirst();
        }
    }

    private final NamedBalances balances;
    private final CustomerId customer;
    private final TemporaryIds temporaryIds;

    OverridePayers(NamedBalances balances, CustomerId customer, TemporaryIds temporaryIds) {
        this.balances = balances;
        this.customer = customer;
        this.temporaryIds = temporaryIds;
    }

    /** Refuses a name of nothing, and one of what its list does not hold: such an override would never act. */
    PaidBy read(Body specifier, boolean isCommitSpecific) {
        return new PaidBy(
                ids(Names.COMMITS, specifier, isCommitSpecific),
                ids(Names.RECURRING_COMMITS, specifier, isCommitSpecific),
                ids(Names.ANY, specifier, isCommitSpecific));
    }

    private List<UUID> ids(Names list, Body specifier, boolean isCommitSpecific) {
        List<String> names = specifier
                .optionalTexts(list.field, Limits.ITEMS, 1, Limits.NAME)
                .orElse(List.of());
        if (!names.isEmpty() && !isCommitSpecific) {
            throw specifier.invalid(list.field, "needs is_commit_specific");
        }
        return names.stream().map(name -> id(list, specifier, name)).distinct().toList();
    }

    private UUID id(Names list, Body specifier, String name) {
        TemporaryIds.Added named = temporaryIds
                .find(name)
                .or(() -> stored(name))
                .orElseThrow(() ->
                        specifier.invalid(list.field, "no " + list.words + " has the id or temporary_id " + name));
        if (!list.taken.contains(named.what())) {
            throw specifier.invalid(list.field, "\"" + name + "\" is a " + named.what() + wayOut(named.what()));
        }
        return named.id();
    }

    private static String wayOut(Nameable what) {
        return Names.taking(what)
                .map(names -> ": name it in " + names.field)
                .orElse(", which pays for nothing: name a commit or credit");
    }

    private Optional<TemporaryIds.Added> stored(String name) {
        return uuid(name).flatMap(id -> balances.find(customer, id).map(what -> new TemporaryIds.Added(id, what)));
    }

    private static Optional<UUID> uuid(String name) {
        try {
            return name.length() == 36 ? Optional.of(UUID.fromString(name)) : Optional.empty();
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }
}

package io.downbeat.customers;

import io.downbeat.platform.http.Refused;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds customers, archived ones too. */
public final class Customers {
    private final CustomerStore store;

    Customers(CustomerStore store) {
        this.store = store;
    }

    public Optional<Customer> find(CustomerId id) {
        return store.find(id);
    }

    /**
     * Like {@link #findAll}, and keeps them from being archived until the transaction ends. Whoever makes something for
     * a customer asks here first of all locks, and makes nothing for an archived one; archiving waits for it then.
     */
    public Map<CustomerId, Customer> hold(Collection<CustomerId> ids) {
        return ids.isEmpty() ? Map.of() : store.hold(ids);
    }

    /** @throws Refused with 404 if there is no such customer */
    public Customer require(CustomerId id) {
        return find(id).orElseThrow(() -> unknown(id));
    }

    static Refused unknown(CustomerId id) {
        return Refused.notFound("no customer has the id " + id);
    }

    /** Those of the ids that exist, in one statement. */
    public Map<CustomerId, Customer> findAll(Collection<CustomerId> ids) {
        return store.findAll(ids);
    }

    /**
     * Customers that are not archived, in the order of their names.
     *
     * @param text part of a name, the beginning of an alias, or an id; {@code null} for all
     * @param after the last one of the page before; {@code null} for the first page
     */
    public List<Customer> byName(@Nullable String text, @Nullable CustomerId after, int limit) {
        return store.byName(text, after == null ? null : after.value(), limit);
    }

    /**
     * Customers that are not archived, in the order of their ids, which is that in which they were made.
     *
     * @param after {@code null} for the first ones
     */
    public List<CustomerId> following(@Nullable CustomerId after, int limit) {
        return store.following(after, limit);
    }

    /**
     * Whom usage events mean, in one statement: each text that is a customer's id or one of its aliases, with its
     * customer; other texts are left out. Archived customers answer too, since their names stay reserved.
     */
    public Map<String, CustomerId> resolve(Collection<String> idsOrAliases) {
        return idsOrAliases.isEmpty() ? Map.of() : store.resolve(Set.copyOf(idsOrAliases));
    }
}

package io.downbeat.usage.events;

import io.downbeat.customers.CustomerId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which customer an id or alias in an event belongs to. A customer's own id is remembered: it is that customer's for
 * ever, since no customer is deleted and no alias comes before an id. An alias may move any moment, so aliases are
 * looked up every time.
 */
final class Owners {
    /** The customer of each name; names that no customer has are left out. Reads what is committed by now. */
    interface Lookup {
        Map<String, CustomerId> of(Collection<String> idsOrAliases);
    }

    /** Some 20 MB. A server with more customers than this looks some up again. */
    private static final int MOST_REMEMBERED = 100_000;

    private final Lookup lookup;
    private final Map<String, CustomerId> remembered = new ConcurrentHashMap<>();

    Owners(Lookup lookup) {
        this.lookup = lookup;
    }

    Map<String, CustomerId> of(Set<String> names) {
        Map<String, CustomerId> found = HashMap.newHashMap(names.size());
        Set<String> others = new HashSet<>();
        for (String name : names) {
            CustomerId known = remembered.get(name);
            if (known == null) {
                others.add(name);
            } else {
                found.put(name, known);
            }
        }
        if (!others.isEmpty()) {
            found.putAll(lookup.of(others));
        }
        return found;
    }

    /** To be called only with what a committed transaction found: a customer that was rolled back does not exist. */
    void remember(Map<String, CustomerId> found) {
        found.forEach((name, customer) -> {
            if (!remembered.containsKey(name) && name.equals(customer.value().toString())) {
                if (remembered.size() >= MOST_REMEMBERED) {
                    remembered.clear();
                }
                remembered.put(name, customer);
            }
        });
    }
}

package io.downbeat.packages;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.CreateContract;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Limits;
import io.downbeat.pricing.products.HourBoundary;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * Creates contracts, from a package or by hand: both are one creation of a contract, in one transaction. The package is held
 * before anything that a creation locks, and whoever archives it locks nothing else.
 */
final class ProvisionContract {
    private static final String BY_ID = "package_id";
    private static final String BY_ALIAS = "package_alias";
    private static final String PROVIDER = "billing_provider_configuration";
    /** What a request with a package says of its own. */
    private static final Set<String> OF_REQUEST =
            Set.of("custom_fields", "customer_id", "starting_at", "transition", "uniqueness_key");

    private final PackageStore packages;
    private final PackageAliases aliases;
    private final CreateContract contracts;
    private final Transactions transactions;

    ProvisionContract(
            PackageStore packages, PackageAliases aliases, CreateContract contracts, Transactions transactions) {
        this.packages = packages;
        this.aliases = aliases;
        this.contracts = contracts;
        this.transactions = transactions;
    }

    /**
     * {@code v1/contracts/create}. With a package, refused besides what any contract is refused for, with nothing created:
     *
     * <ul>
     *   <li>a term beside those of the package, an unknown or archived package, an alias that no package has when the contract
     *       starts, a package named twice (400);
     *   <li>a package that names a billing provider, for a customer who has no or several live configurations with it (400).
     * </ul>
     */
    ContractId create(Body body) {
        if (!body.has(BY_ID) && !body.has(BY_ALIAS)) {
            return contracts.create(body);
        }
        if (body.has(BY_ID) && body.has(BY_ALIAS)) {
            throw body.invalid(BY_ALIAS, "name the package either by id or by alias");
        }
        body.knowsOnly(CreateContract.publishedFields());
        Instant start = HourBoundary.required(body, "starting_at");
        return transactions.in(() -> {
            ContractPackage from = find(body, start);
            refuseTerms(body, from);
            return contracts.createFrom(from.id(), request(body, from, start));
        });
    }

    private ContractPackage find(Body body, Instant start) {
        String field = body.has(BY_ID) ? BY_ID : BY_ALIAS;
        Contract.PackageId id = body.optionalUuid(BY_ID)
                .map(Contract.PackageId::new)
                .orElseGet(() -> aliases.owner(body.text(BY_ALIAS), start)
                        .orElseThrow(() -> body.invalid(BY_ALIAS, "no package has this alias at " + start)));
        ContractPackage found = packages.hold(id).orElseThrow(() -> body.invalid(field, "no package has this id"));
        if (found.isArchived()) {
            throw body.invalid(field, "this package is archived");
        }
        return found;
    }

    private static void refuseTerms(Body body, ContractPackage from) {
        Set<String> allowed = new HashSet<>(OF_REQUEST);
        allowed.add(BY_ID);
        allowed.add(BY_ALIAS);
        if (!from.terms().has("billing_provider")) {
            allowed.add(PROVIDER);
        }
        body.fields().stream().sorted().forEach(field -> {
            boolean saysSomething = body.json(field, Limits.BODY)
                    .filter(value -> !value.isArray() || !value.isEmpty())
                    .isPresent();
            if (saysSomething && !allowed.contains(field)) {
                throw body.invalid(field, "comes from the package");
            }
        });
    }

    /** The contract's own request; a refusal of what is the package's says so. */
    private static Body request(Body body, ContractPackage from, Instant start) {
        ObjectNode request = Json.MAPPER.createObjectNode();
        Map<String, String> names = new HashMap<>();
        ContractFromPackage.terms(from.terms(), start).properties().forEach(member -> {
            String ofPackage = "package." + member.getKey();
            names.put(ofPackage, member.getKey());
            request.set(ofPackage, member.getValue());
        });
        for (String field : OF_REQUEST) {
            body.json(field, Limits.BODY).ifPresent(value -> request.set(field, value));
        }
        body.json(PROVIDER).ifPresent(value -> request.set(PROVIDER, value));
        return Body.of(request, "").renamed(names);
    }
}

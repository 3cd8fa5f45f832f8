package io.downbeat.packages;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.CreateContract;
import io.downbeat.core.StatementSchedule;
import io.downbeat.platform.Change;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Limits;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.DeliveryMethodType;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Creates a package. Nothing changes its terms afterwards. */
final class CreatePackage {
    private static final Set<String> TERMS = Set.of(
            "billing_provider",
            "commits",
            "contract_name",
            "credits",
            "delivery_method",
            "duration",
            "multiplier_override_prioritization",
            "net_payment_terms_days",
            "overrides",
            "prepaid_balance_threshold_configuration",
            "rate_card_alias",
            "rate_card_id",
            "recurring_commits",
            "recurring_credits",
            "scheduled_charges",
            "scheduled_charges_on_usage_invoices",
            "spend_threshold_configuration",
            "spend_trackers",
            "subscriptions",
            "usage_statement_schedule");
    private static final Set<String> OWN = Set.of("aliases", "name", "uniqueness_key");

    private static final Set<BillingProvider> PROVIDERS = EnumSet.of(
            BillingProvider.AWS_MARKETPLACE,
            BillingProvider.AZURE_MARKETPLACE,
            BillingProvider.GCP_MARKETPLACE,
            BillingProvider.STRIPE,
            BillingProvider.NETSUITE);
    /** In characters of JSON: of one list of terms. */
    private static final int LARGEST_LIST = 1_000_000;
    /** It stands in a key of a table, and an index holds no more than 2,704 bytes. */
    private static final int LONGEST_ALIAS = 255;

    private final PackageStore packages;
    private final PackageAliases aliases;
    private final CreateContract contracts;
    private final Transactions transactions;
    private final Ids ids;
    private final InstantSource clock;

    CreatePackage(
            PackageStore packages,
            PackageAliases aliases,
            CreateContract contracts,
            Transactions transactions,
            Ids ids,
            InstantSource clock) {
        this.packages = packages;
        this.aliases = aliases;
        this.contracts = contracts;
        this.transactions = transactions;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * {@code v1/packages/create}. Refused, with nothing created: a member that packages do not have, an instant in the place
     * of an offset, a used uniqueness key (409), and whatever no contract could be created with: the terms are read as those
     * of a contract that starts now.
     */
    Contract.PackageId create(Body body) {
        body.knowsOnly(fields());
        Instant now = clock.instant();
        ContractPackage made = new ContractPackage(
                new Contract.PackageId(ids.next()),
                body.text("name", 1, Limits.NAME),
                body.optionalText("uniqueness_key", 1, 128).orElse(null),
                terms(body),
                now,
                null);
        // Always in one order, so that two requests never wait for each other in a circle.
        List<PackageAliases.Span> spans = body.optionalObjects("aliases").stream()
                .map(CreatePackage::alias)
                .sorted(Comparator.comparing(PackageAliases.Span::name))
                .toList();
        packages.requireKeys(body);
        check(
                made.terms(),
                body.optionalOneOf("billing_provider", BillingProvider.class).orElse(null),
                now.truncatedTo(ChronoUnit.HOURS));
        transactions.run(() -> store(made, spans));
        return made.id();
    }

    /** Every member of the request. */
    static Set<String> fields() {
        Set<String> fields = new HashSet<>(TERMS);
        fields.addAll(OWN);
        return fields;
    }

    private void store(ContractPackage made, List<PackageAliases.Span> spans) {
        packages.add(made);
        spans.forEach(span -> aliases.assign(made.id(), span));
        transactions.publish(Change.of("create_package", "package", made.id()).to(after(made, spans)));
    }

    private static Map<String, ?> after(ContractPackage made, List<PackageAliases.Span> spans) {
        return Map.of(
                "name",
                made.name(),
                "terms",
                made.terms().propertyNames(),
                "aliases",
                spans.stream().map(PackageAliases.Span::name).toList());
    }

    private ObjectNode terms(Body body) {
        ObjectNode terms = Json.MAPPER.createObjectNode();
        RelativeTerms relative = new RelativeTerms(ids::next);
        for (String field : TERMS) {
            body.json(field, LARGEST_LIST)
                    .map(Json::withoutNulls)
                    .filter(value -> !value.isArray() || !value.isEmpty())
                    .ifPresent(value -> terms.set(field, read(relative, field, value, body)));
        }
        body.optionalText("contract_name");
        provider(body, terms);
        body.optionalObject("usage_statement_schedule").ifPresent(CreatePackage::requireDay);
        return terms;
    }

    private static JsonNode read(RelativeTerms relative, String field, JsonNode value, Body body) {
        return field.equals(RelativeTerms.DURATION)
                ? RelativeTerms.offset(value, body.path(field), 1)
                : relative.read(field, value, body.path(field));
    }

    /** Both or neither, in lower case. */
    private static void provider(Body body, ObjectNode terms) {
        Optional<BillingProvider> provider = body.optionalOneOf("billing_provider", BillingProvider.class);
        Optional<DeliveryMethodType> method = body.optionalOneOf("delivery_method", DeliveryMethodType.class);
        if (provider.isPresent() != method.isPresent()) {
            throw body.invalid(
                    provider.isPresent() ? "delivery_method" : "billing_provider",
                    "billing_provider and delivery_method go together");
        }
        provider.ifPresent(named -> {
            if (!PROVIDERS.contains(named)) {
                throw body.invalid("billing_provider", "contracts cannot be billed through " + named.wire() + " yet");
            }
            terms.put("billing_provider", named.wire());
        });
        method.ifPresent(named -> terms.put("delivery_method", named.wire()));
    }

    private static void requireDay(Body schedule) {
        if (schedule.optionalOneOf("day", StatementSchedule.Day.class)
                .filter(day -> day == StatementSchedule.Day.CUSTOM_DATE)
                .isPresent()) {
            throw schedule.invalid("day", "must be FIRST_OF_MONTH or CONTRACT_START: a package has no date of its own");
        }
    }

    private static PackageAliases.Span alias(Body alias) {
        alias.knowsOnly(Set.of("name", "starting_at", "ending_before"));
        Instant from = shown(alias.optionalInstant("starting_at"));
        Instant until = shown(alias.optionalInstant("ending_before"));
        if (from != null && until != null && !until.isAfter(from)) {
            throw alias.invalid("ending_before", "must be after starting_at");
        }
        return new PackageAliases.Span(alias.text("name", 1, LONGEST_ALIAS), from, until);
    }

    /** To the millisecond, as answers show it. */
    private static @Nullable Instant shown(Optional<Instant> instant) {
        return instant.map(given -> given.truncatedTo(ChronoUnit.MILLIS)).orElse(null);
    }

    /** Reads the terms as those of a contract; only what depends on its customer is left for when there is one. */
    private void check(ObjectNode terms, @Nullable BillingProvider provider, Instant start) {
        ObjectNode request = ContractFromPackage.terms(terms, start);
        request.remove("billing_provider_configuration");
        request.put("starting_at", Json.instant(start));
        contracts.check(Body.of(request, "").saying(RelativeTerms.IN_PLACE_OF), provider);
    }
}

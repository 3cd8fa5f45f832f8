package io.downbeat.contracts;

import io.downbeat.core.CreditType;
import io.downbeat.core.Timeline;
import io.downbeat.customers.Customer;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.platform.http.Refused;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.RateCard;
import io.downbeat.pricing.RateCardId;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;

/** Creates a contract from a request, ending the one it renews. */
final class CreateContract {
    private static final String PROVIDER = "billing_provider_configuration";
    private static final String[] UNBUILT = {
        "commits",
        "credits",
        "discounts",
        "hierarchy_configuration",
        "netsuite_sales_order_id",
        "overrides",
        "package_alias",
        "package_id",
        "professional_services",
        "recurring_commits",
        "recurring_credits",
        "reseller_royalties",
        "revenue_system_configuration",
        "salesforce_opportunity_id",
        "spend_trackers",
        "subscriptions",
        "total_contract_value",
        "usage_filter"
    };
    private static final Set<String> BUILT = Set.of(
            "billing_provider_configuration",
            "custom_fields",
            "customer_id",
            "ending_before",
            "multiplier_override_prioritization",
            "name",
            "net_payment_terms_days",
            "prepaid_balance_threshold_configuration",
            "rate_card_alias",
            "rate_card_id",
            "scheduled_charges",
            "scheduled_charges_on_usage_invoices",
            "spend_threshold_configuration",
            "starting_at",
            "transition",
            "uniqueness_key",
            "usage_statement_schedule");

    /** How several multipliers on one rate would be settled; without overrides there is nothing to settle. */
    private enum OverridePriority {
        LOWEST_MULTIPLIER
    }

    private enum Consolidation {
        ALL
    }

    private enum Transition {
        RENEWAL
    }

    /** What becomes of true-ups; there are none without commits, so only leaving them be can be promised. */
    private enum TrueUp {
        AS_IS
    }

    private final ContractStore contracts;
    private final EditContract edits;
    private final Configurations configurations;
    private final ChargeTerms charges;
    private final ThresholdTerms thresholds;
    private final Customers customers;
    private final Pricing pricing;
    private final ContractViews views;
    private final Transactions transactions;
    private final ApplicationEventPublisher news;
    private final InstantSource clock;
    private final Ids ids;

    CreateContract(
            ContractStore contracts,
            EditContract edits,
            Configurations configurations,
            ChargeTerms charges,
            ThresholdTerms thresholds,
            Customers customers,
            Pricing pricing,
            ContractViews views,
            Transactions transactions,
            ApplicationEventPublisher news,
            InstantSource clock,
            Ids ids) {
        this.contracts = contracts;
        this.edits = edits;
        this.configurations = configurations;
        this.charges = charges;
        this.thresholds = thresholds;
        this.customers = customers;
        this.pricing = pricing;
        this.views = views;
        this.transactions = transactions;
        this.news = news;
        this.clock = clock;
        this.ids = ids;
    }

    ContractId create(Body body) {
        body.refuseUnbuilt(UNBUILT);
        Set<String> known = new HashSet<>(BUILT);
        known.addAll(List.of(UNBUILT));
        body.knowsOnly(known);
        body.optionalOneOf("multiplier_override_prioritization", OverridePriority.class);
        return transactions.in(() -> createInside(body));
    }

    private ContractId createInside(Body body) {
        CustomerId customer = new CustomerId(body.uuid("customer_id"));
        // A contract that is only being created is not there yet to be archived with its customer.
        Customer held = Optional.ofNullable(customers.hold(List.of(customer)).get(customer))
                .orElseGet(() -> customers.require(customer));
        if (held.isArchived()) {
            throw body.invalid("customer_id", "this customer is archived");
        }
        Optional<String> key = ContractRequests.uniquenessKey(body);
        if (key.filter(contracts::isKeyUsed).isPresent()) {
            throw ContractStore.keyUsed();
        }
        ContractState state = agreed(body, customer, key.orElse(null));
        contracts.add(state);
        news.publishEvent(new ContractCreated(state.terms()));
        return state.contract().id();
    }

    /** Everything the request asks for, checked; of the database only the contract it renews is changed. */
    private ContractState agreed(Body body, CustomerId customer, @Nullable String key) {
        Instant now = clock.instant();
        Optional<RateCard> card = rateCard(body);
        Contract contract = contract(body, customer, card, now);
        // The configuration is held before a contract is locked, as everywhere: two requests never wait for each other.
        Timeline<ProviderSegment> schedule = schedule(body, contract, card, now);
        Optional<ContractId> renewed = body.optionalObject("transition")
                .map(transition -> renew(transition, customer, contract.startingAt(), now));
        Thresholds billing = thresholds(body, dollar(card.map(RateCard::currency)));
        configurations
                .schedule(schedule)
                .objectionTo(billing, contract.periods(), now)
                .ifPresent(reason -> {
                    throw Refused.rule(reason);
                });
        ContractTerms terms = new ContractTerms(contract, charges(body, contract), schedule);
        ContractState state =
                new ContractState(terms, billing, key, renewed.orElse(null), Json.MAPPER.createObjectNode());
        return state.withInitialTerms(views.terms(state));
    }

    private Contract contract(Body body, CustomerId customer, Optional<RateCard> card, Instant now) {
        Instant startingAt = ContractRequests.hour(body, "starting_at")
                .orElseThrow(() -> body.invalid("starting_at", "is required"));
        return new Contract(
                new ContractId(ids.next()),
                customer,
                body.optionalText("name").orElse(null),
                startingAt,
                ContractRequests.end(body, "ending_before", startingAt).orElse(null),
                card.map(RateCard::id).orElse(null),
                ContractRequests.statements(body, startingAt),
                ContractRequests.invoiceGenerationStartingAt(body).orElse(null),
                ContractRequests.netPaymentTermsDays(body, "net_payment_terms_days"),
                body.optionalOneOf("scheduled_charges_on_usage_invoices", Consolidation.class)
                        .isPresent(),
                body.customFields(),
                now,
                null);
    }

    /** The price list, by id or by the alias it has when the contract starts. */
    private Optional<RateCard> rateCard(Body body) {
        Optional<RateCardId> byId = body.optionalUuid("rate_card_id").map(RateCardId::new);
        Optional<String> alias = body.optionalText("rate_card_alias");
        if (byId.isPresent() && alias.isPresent()) {
            throw body.invalid("rate_card_alias", "name the rate card either by id or by alias");
        }
        String field = alias.isPresent() ? "rate_card_alias" : "rate_card_id";
        Optional<RateCardId> id = alias.map(name -> pricing.rateCardByAlias(name, body.instant("starting_at")))
                .orElse(byId);
        if (id.isEmpty() && alias.isPresent()) {
            throw body.invalid(field, "no rate card has this alias when the contract starts");
        }
        Optional<RateCard> card = id.map(
                found -> pricing.rateCard(found).orElseThrow(() -> body.invalid(field, "no rate card has this id")));
        if (card.filter(found -> found.archivedAt() != null).isPresent()) {
            throw body.invalid(field, "this rate card is archived");
        }
        return card;
    }

    private ContractId renew(Body transition, CustomerId customer, Instant startingAt, Instant now) {
        transition.knowsOnly(Set.of("type", "from_contract_id", "future_invoice_behavior"));
        transition.oneOf("type", Transition.class);
        transition.optionalObject("future_invoice_behavior").ifPresent(behavior -> {
            behavior.knowsOnly(Set.of("trueup"));
            behavior.optionalOneOf("trueup", TrueUp.class);
        });
        ContractId from = new ContractId(transition.uuid("from_contract_id"));
        ContractState old = contracts
                .lock(from)
                .filter(state -> state.contract().customer().equals(customer))
                .orElseThrow(() -> transition.invalid("from_contract_id", "the customer has no such contract"));
        if (old.contract().archivedAt() != null) {
            throw transition.invalid("from_contract_id", "this contract is archived");
        }
        if (!startingAt.isAfter(old.contract().startingAt())) {
            throw transition.invalid("from_contract_id", "the new contract must start after the one it renews");
        }
        Instant end = old.contract().endingBefore();
        if (end == null || end.isAfter(startingAt)) {
            edits.end(old, startingAt, now);
        }
        return from;
    }

    private Timeline<ProviderSegment> schedule(Body body, Contract contract, Optional<RateCard> card, Instant now) {
        Optional<Body> wanted = body.optionalObject(PROVIDER);
        if (wanted.isEmpty()) {
            return Timeline.empty();
        }
        ConfigurationChoice.Usable choice =
                configurations.hold(contract.customer(), ProviderSelector.read(wanted.get(), false), PROVIDER);
        if (choice.kind() == ProviderKind.MARKETPLACE
                && card.filter(found -> !found.currency().equals(CreditType.USD_CENTS))
                        .isPresent()) {
            throw body.invalid(
                    PROVIDER,
                    "a marketplace bills US dollars only, and the rate card is in "
                            + card.get().currency().name());
        }
        Instant start = contract.startingAt();
        return Timeline.<ProviderSegment>empty()
                .with(start, new ProviderSegment(ids.next(), choice.configuration(), start, now, null));
    }

    private List<ScheduledCharge> charges(Body body, Contract contract) {
        List<ScheduledCharge> read = new ArrayList<>();
        body.optionalObjects("scheduled_charges").forEach(charge -> read.add(charges.read(charge, contract)));
        return read;
    }

    private Thresholds thresholds(Body body, BigDecimal dollar) {
        String spend = "spend_threshold_configuration";
        String prepaid = "prepaid_balance_threshold_configuration";
        return new Thresholds(
                body.json(spend).map(terms -> thresholds.spend(terms, spend)).orElse(null),
                body.json(prepaid)
                        .map(terms -> thresholds.prepaidBalance(terms, prepaid, dollar))
                        .orElse(null));
    }

    /** How much one unit of major currency is in the contract's own. */
    static BigDecimal dollar(Optional<CreditType> currency) {
        return currency.filter(type -> !type.equals(CreditType.USD_CENTS)).isPresent()
                ? BigDecimal.ONE
                : BigDecimal.valueOf(100);
    }
}

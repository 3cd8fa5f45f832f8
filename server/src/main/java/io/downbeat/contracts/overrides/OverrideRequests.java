package io.downbeat.contracts.overrides;

import io.downbeat.balances.RateType;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.Contract.MultiplierPrioritization;
import io.downbeat.contracts.ContractPart.TemporaryIds;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.http.Body;
import io.downbeat.pricing.RateCard;
import io.downbeat.pricing.RateForm;
import io.downbeat.pricing.products.HourBoundary;
import io.downbeat.pricing.rates.PercentageRate;
import io.downbeat.pricing.rates.Rate;
import io.downbeat.pricing.rates.RateModifier;
import io.downbeat.pricing.rates.TieredRate;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads overrides from requests: what they change, by how much, and when. */
final class OverrideRequests {
    private static final Set<String> FIELDS = Set.of(
            "applicable_product_tags",
            "ending_before",
            "entitled",
            "is_commit_specific",
            "multiplier",
            "override_specifiers",
            "overwrite_rate",
            "priority",
            "product_id",
            "rate_target",
            "starting_at",
            "target",
            "tiers",
            "type");

    /** How a price is changed, each by a member of its own. */
    enum Type {
        OVERWRITE("overwrite_rate"),
        MULTIPLIER("multiplier"),
        TIERED("tiers");

        private final String member;

        Type(String member) {
            this.member = member;
        }
    }

    private final OverrideTargets targets;
    private final Ids ids;

    OverrideRequests(OverrideTargets targets, Ids ids) {
        this.targets = targets;
        this.ids = ids;
    }

    /**
     * The overrides of {@code overrides} or {@code add_overrides}.
     *
     * @param request the whole request
     * @param card whose rates they change, {@code null} without a rate card
     * @param temporaryIds of what the request adds, which its overrides may name
     */
    List<RateOverride> read(
            Body request,
            String member,
            Contract contract,
            @Nullable RateCard card,
            Instant now,
            TemporaryIds temporaryIds) {
        OverrideTargets.Reading reading = targets.reading(contract.customer(), temporaryIds);
        List<RateOverride> read = new ArrayList<>();
        for (Body body : request.optionalObjects(member)) {
            body.knowsOnly(FIELDS);
            read.add(read(body, reading, contract.multiplierPrioritization(), card, now));
        }
        return read;
    }

    private RateOverride read(
            Body body,
            OverrideTargets.Reading reading,
            MultiplierPrioritization prioritization,
            @Nullable RateCard card,
            Instant now) {
        boolean isCommitSpecific = body.flag("is_commit_specific", false);
        RateModifier modifier =
                type(body).map(type -> modifier(body, type, card)).orElse(null);
        @Nullable Boolean entitled = body.optionalFlag("entitled").orElse(null);
        if (modifier == null && entitled == null) {
            throw body.invalid("type", "give a multiplier, tiers, an overwrite_rate or entitled: it changes nothing");
        }
        Instant startingAt = HourBoundary.required(body, "starting_at");
        return new RateOverride(
                ids.next(),
                reading.target(body, modifier, isCommitSpecific),
                modifier,
                entitled,
                priority(body, modifier, prioritization),
                isCommitSpecific,
                targetRate(body, isCommitSpecific),
                startingAt,
                HourBoundary.end(body, "ending_before", startingAt).orElse(null),
                now);
    }

    /** What is left out is told by the member that is there. */
    private static Optional<Type> type(Body body) {
        Optional<Type> named = body.optionalOneOf("type", Type.class);
        Optional<Type> found = named;
        for (Type type : Type.values()) {
            if (body.has(type.member)) {
                if (found.filter(other -> other != type).isPresent()) {
                    throw body.invalid(type.member, "does not go with type " + found.get());
                }
                found = Optional.of(type);
            }
        }
        return found;
    }

    private static RateModifier modifier(Body body, Type type, @Nullable RateCard card) {
        return switch (type) {
            case OVERWRITE -> overwrite(body.object(type.member), card);
            case MULTIPLIER -> new RateModifier.Multiplier(multiplier(body));
            case TIERED -> new RateModifier.TieredMultiplier(steps(body));
        };
    }

    private static RateModifier overwrite(Body body, @Nullable RateCard card) {
        body.knowsOnly(Set.of(
                "rate_type",
                "price",
                "tiers",
                "credit_type_id",
                "custom_rate",
                "is_prorated",
                "minimum_config",
                "quantity"));
        RateForm.refuseOtherRateTypes(body);
        Rate rate = RateForm.read(body);
        if (rate instanceof PercentageRate(TieredRate _, BigDecimal minimum) && minimum != null) {
            throw body.invalid("minimum_config", "cannot be combined with tiers");
        }
        return new RateModifier.Overwrite(
                rate, card == null ? null : RateForm.unit(body, card).orElse(null));
    }

    private static BigDecimal multiplier(Body body) {
        BigDecimal multiplier = body.decimal("multiplier");
        if (multiplier.signum() < 0) {
            throw body.invalid("multiplier", "must not be negative");
        }
        return multiplier;
    }

    private static List<RateModifier.TieredMultiplier.Step> steps(Body body) {
        List<Body> given = body.objects(Type.TIERED.member);
        if (given.isEmpty()) {
            throw body.invalid(Type.TIERED.member, "must have at least one tier");
        }
        List<RateModifier.TieredMultiplier.Step> steps = new ArrayList<>();
        for (Body tier : given) {
            tier.knowsOnly(Set.of("size", "multiplier"));
            BigDecimal size = tier.optionalDecimal("size").orElse(null);
            if (size == null && steps.size() < given.size() - 1) {
                throw tier.invalid("size", "is required on every tier but the last");
            }
            if (size != null && size.signum() <= 0) {
                throw tier.invalid("size", "must be greater than 0");
            }
            steps.add(new RateModifier.TieredMultiplier.Step(size, multiplier(tier)));
        }
        return steps;
    }

    private static @Nullable BigDecimal priority(
            Body body, @Nullable RateModifier modifier, MultiplierPrioritization prioritization) {
        @Nullable BigDecimal priority = body.optionalDecimal("priority").orElse(null);
        if (priority != null && priority.signum() <= 0) {
            throw body.invalid("priority", "must be greater than 0");
        }
        boolean isTiered = modifier instanceof RateModifier.TieredMultiplier;
        boolean isExplicit = prioritization == MultiplierPrioritization.EXPLICIT;
        if (isTiered && !isExplicit) {
            throw body.invalid("type", "TIERED needs a contract whose multiplier_override_prioritization is EXPLICIT");
        }
        if (priority == null && isExplicit && (isTiered || modifier instanceof RateModifier.Multiplier)) {
            throw body.invalid(
                    "priority",
                    "is required of every multiplier of a contract whose multiplier_override_prioritization is"
                            + " EXPLICIT");
        }
        return priority;
    }

    /** {@code target}; published samples call it {@code rate_target}. */
    private static RateType targetRate(Body body, boolean isCommitSpecific) {
        Optional<RateType> named = body.optionalOneOf("target", RateType.class);
        Optional<RateType> alias = body.optionalOneOf("rate_target", RateType.class);
        if (named.isPresent() && alias.isPresent()) {
            throw body.invalid("rate_target", "is another name for target; give one of them");
        }
        RateType target = named.or(() -> alias).orElse(RateType.LIST_RATE);
        if (target == RateType.COMMIT_RATE && !isCommitSpecific) {
            throw body.invalid(alias.isPresent() ? "rate_target" : "target", "COMMIT_RATE needs is_commit_specific");
        }
        return target;
    }
}

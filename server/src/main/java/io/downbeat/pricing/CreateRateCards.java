package io.downbeat.pricing;

import io.downbeat.core.CreditType;
import io.downbeat.customfields.CustomFieldEntity;
import io.downbeat.customfields.CustomFields;
import io.downbeat.platform.Change;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Body;
import io.downbeat.pricing.products.HourBoundary;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Creates rate cards from requests. */
public final class CreateRateCards {
    static final int LONGEST_NAME = 1_000;

    private final Transactions transactions;
    private final RateCardStore cards;
    private final CustomCreditTypes units;
    private final CustomFields fields;
    private final Ids ids;
    private final InstantSource clock;

    CreateRateCards(
            Transactions transactions,
            RateCardStore cards,
            CustomCreditTypes units,
            CustomFields fields,
            Ids ids,
            InstantSource clock) {
        this.transactions = transactions;
        this.cards = cards;
        this.units = units;
        this.fields = fields;
        this.ids = ids;
        this.clock = clock;
    }

    /** As {@code POST /v1/contract-pricing/rate-cards/create} takes it; no rate is on it yet. */
    public RateCardId create(Body body) {
        body.knowsOnly(Set.of(
                "name", "aliases", "credit_type_conversions", "custom_fields", "description", "fiat_credit_type_id"));
        CreditType currency = currency(body);
        RateCard card = new RateCard(
                new RateCardId(ids.next()),
                body.text("name", 1, LONGEST_NAME),
                currency,
                body.optionalText("description").orElse(null),
                aliases(body),
                conversions(body, "credit_type_conversions"),
                fields.read(body, CustomFieldEntity.RATE_CARD),
                clock.instant(),
                null);
        transactions.run(() -> {
            cards.create(card);
            transactions.publish(Change.of("create_rate_card", "rate_card", card.id())
                    .to(Map.of(
                            "name",
                            card.name(),
                            "fiat_credit_type",
                            card.currency().name())));
        });
        return card.id();
    }

    private static CreditType currency(Body body) {
        return body.optionalUuid("fiat_credit_type_id")
                .map(id -> CreditTypes.find(id)
                        .orElseThrow(() -> body.invalid(
                                "fiat_credit_type_id", "is no currency of this server; see GET /v1/credit-types/list")))
                .orElse(CreditType.USD_CENTS);
    }

    /** What a card charges for custom units, each of which is named once. */
    List<RateCard.Conversion> conversions(Body body, String member) {
        List<RateCard.Conversion> read = new ArrayList<>();
        for (Body given : body.optionalObjects(member)) {
            given.knowsOnly(Set.of("custom_credit_type_id", "fiat_per_custom_credit"));
            CreditType unit = units.find(given.uuid("custom_credit_type_id"))
                    .orElseThrow(() -> given.invalid(
                            "custom_credit_type_id",
                            "no custom credit type has this id; make one by POST /downbeat/v1/creditTypes"));
            if (read.stream().anyMatch(other -> other.unit().equals(unit))) {
                throw given.invalid("custom_credit_type_id", "is given twice");
            }
            BigDecimal factor = given.decimal("fiat_per_custom_credit");
            if (factor.signum() <= 0) {
                throw given.invalid("fiat_per_custom_credit", "must be greater than 0");
            }
            read.add(new RateCard.Conversion(unit, factor));
        }
        return read;
    }

    static List<RateCard.Alias> aliases(Body body) {
        return body.optionalObjects("aliases").stream()
                .map(alias -> {
                    alias.knowsOnly(Set.of("name", "starting_at", "ending_before"));
                    @Nullable
                    Instant start = HourBoundary.optional(alias, "starting_at").orElse(null);
                    return new RateCard.Alias(
                            alias.text("name", 1, LONGEST_NAME),
                            start,
                            HourBoundary.end(alias, "ending_before", start).orElse(null));
                })
                .toList();
    }
}

package io.downbeat.pricing;

import io.downbeat.platform.Change;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.callers.Reads;
import io.downbeat.platform.db.Transactions;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Query;
import io.downbeat.platform.http.Refused;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/contract-pricing/rate-cards")
final class RateCardsApi {
    private static final String CONVERSIONS = "add_credit_type_conversions";

    record Id(RateCardId id) {}

    record RateCardView(
            RateCardId id,
            String name,
            @Nullable String description,
            List<RateCard.Alias> aliases,
            RateView.Currency fiatCreditType,
            @Nullable List<ConversionView> creditTypeConversions,
            Instant createdAt,
            String createdBy,
            Map<String, String> customFields,
            @Nullable Instant archivedAt) {}

    /** A factor is text in answers, as the API has it. */
    record ConversionView(RateView.Currency customCreditType, String fiatPerCustomCredit) {
        static List<ConversionView> of(RateCard card) {
            return card.conversions().stream()
                    .map(conversion -> new ConversionView(
                            RateView.Currency.of(conversion.unit()),
                            conversion.fiatPerUnit().toPlainString()))
                    .toList();
        }
    }

    private final Transactions transactions;
    private final RateCardStore cards;
    private final CreateRateCards creation;
    private final InstantSource clock;

    RateCardsApi(Transactions transactions, RateCardStore cards, CreateRateCards creation, InstantSource clock) {
        this.transactions = transactions;
        this.cards = cards;
        this.creation = creation;
        this.clock = clock;
    }

    @PostMapping("/create")
    @Changes(action = "create_rate_card", resource = "rate_card")
    Data<Id> create(Body body) {
        return new Data<>(new Id(creation.create(body)));
    }

    @PostMapping("/get")
    @Reads
    Data<RateCardView> get(Body body) {
        body.knowsOnly(Set.of("id"));
        RateCardId id = new RateCardId(body.uuid("id"));
        return new Data<>(view(cards.find(id).orElseThrow(() -> unknown(id))));
    }

    /** The schema has no body, but clients send an empty one. */
    @PostMapping("/list")
    @Reads
    Page<RateCardView> list(Body body, Query query) {
        body.knowsOnly(Set.of());
        int limit = query.limit(100);
        @Nullable UUID after = query.nextPage().map(token -> token.uuid(0)).orElse(null);
        return Page.of(cards.page(after, limit), limit, last -> PageToken.after(last.id()))
                .map(RateCardsApi::view);
    }

    @PostMapping("/update")
    @Changes(action = "update_rate_card", resource = "rate_card")
    Data<Id> update(Body body) {
        body.knowsOnly(Set.of("rate_card_id", "add_credit_type_conversions", "aliases", "description", "name"));
        RateCardId id = new RateCardId(body.uuid("rate_card_id"));
        @Nullable
        String name = body.optionalText("name", 1, CreateRateCards.LONGEST_NAME).orElse(null);
        @Nullable String description = body.optionalText("description").orElse(null);
        List<RateCard.Alias> aliases = CreateRateCards.aliases(body);
        List<RateCard.Conversion> conversions = creation.conversions(body, CONVERSIONS);
        transactions.run(() -> {
            lock(id);
            RateCard before = known(id);
            cards.update(id, name, description);
            add(body, before, conversions);
            if (body.has("aliases")) {
                cards.replaceAliases(id, aliases);
            }
            transactions.publish(Change.of("update_rate_card", "rate_card", id)
                    .from(shown(before))
                    .to(shown(known(id))));
        });
        return new Data<>(new Id(id));
    }

    /** Archiving again is no change: the first moment stays. */
    @PostMapping("/archive")
    @Changes(action = "archive_rate_card", resource = "rate_card")
    Data<Id> archive(Body body) {
        body.knowsOnly(Set.of("id"));
        RateCardId id = new RateCardId(body.uuid("id"));
        transactions.run(() -> {
            lock(id);
            boolean wasLive = known(id).archivedAt() == null;
            cards.archive(id, clock.instant());
            if (wasLive) {
                transactions.publish(Change.of("archive_rate_card", "rate_card", id));
            }
        });
        return new Data<>(new Id(id));
    }

    /** What a card charges for a unit never changes: contracts were agreed on by it. */
    private void add(Body body, RateCard card, List<RateCard.Conversion> conversions) {
        for (int i = 0; i < conversions.size(); i++) {
            if (card.prices(conversions.get(i).unit())) {
                throw body.invalid(
                        CONVERSIONS + "[" + i + "].custom_credit_type_id",
                        "the rate card has a conversion of "
                                + conversions.get(i).unit().name()
                                + " already, and it never changes; make a new unit or a new rate card");
            }
        }
        if (!conversions.isEmpty()) {
            cards.addConversions(card.id(), conversions, clock.instant());
            cards.newVersion(card.id());
        }
    }

    static Refused unknown(RateCardId id) {
        return Refused.notFound("no such rate card: " + id);
    }

    private void lock(RateCardId id) {
        if (!cards.lock(id)) {
            throw unknown(id);
        }
    }

    private RateCard known(RateCardId id) {
        return cards.find(id).orElseThrow(() -> unknown(id));
    }

    private static Map<String, @Nullable Object> shown(RateCard card) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("name", card.name());
        shown.put("description", card.description());
        shown.put("aliases", card.aliases());
        if (!card.conversions().isEmpty()) {
            shown.put("credit_type_conversions", ConversionView.of(card));
        }
        return shown;
    }

    private static RateCardView view(RateCard card) {
        return new RateCardView(
                card.id(),
                card.name(),
                card.description(),
                card.aliases(),
                RateView.Currency.of(card.currency()),
                card.conversions().isEmpty() ? null : ConversionView.of(card),
                card.createdAt(),
                "api",
                card.customFields(),
                card.archivedAt());
    }
}

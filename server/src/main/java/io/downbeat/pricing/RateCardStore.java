package io.downbeat.pricing;

import io.downbeat.core.CreditType;
import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.products.ProductId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Rate cards, their aliases and versions. Runs inside the caller's transaction. */
final class RateCardStore {
    private static final String CREATE = """
        INSERT INTO rate_card (id, name, description, fiat_credit_type_id, custom_fields, created_at)
        VALUES (:id, :name, :description, :currency, CAST(:customFields AS jsonb), :createdAt)
        """;
    private static final String UPDATE = """
        UPDATE rate_card SET name = coalesce(:name, name), description = coalesce(:description, description)
         WHERE id = :id
        """;
    private static final String ARCHIVE = """
        UPDATE rate_card SET archived_at = coalesce(archived_at, :now) WHERE id = :id
        """;
    private static final String LOCK = "SELECT id FROM rate_card WHERE id = :id FOR NO KEY UPDATE";
    private static final String FIND = "SELECT * FROM rate_card WHERE id IN (:ids) ORDER BY id";
    private static final String NAME = "SELECT name FROM rate_card WHERE id = :id";
    private static final String PAGE = """
        SELECT id FROM rate_card
         WHERE archived_at IS NULL AND (CAST(:after AS uuid) IS NULL OR id > :after)
         ORDER BY id LIMIT :limit
        """;
    private static final String ADD_ALIAS = """
        INSERT INTO rate_card_alias (rate_card_id, name, starting_at, ending_before)
        VALUES (:card, :name, :startingAt, :endingBefore)
        """;
    private static final String REMOVE_ALIAS = "DELETE FROM rate_card_alias WHERE assigned = :assigned";
    private static final String ALIASES = """
        SELECT assigned, rate_card_id, name, starting_at, ending_before
          FROM rate_card_alias WHERE rate_card_id IN (:ids) ORDER BY assigned
        """;
    private static final String BY_ALIAS = """
        SELECT c.id FROM rate_card_alias a JOIN rate_card c ON c.id = a.rate_card_id
         WHERE a.name = :name AND c.archived_at IS NULL
           AND (a.starting_at IS NULL OR a.starting_at <= :at)
           AND (a.ending_before IS NULL OR a.ending_before > :at)
         ORDER BY a.assigned DESC LIMIT 1
        """;
    private static final String ADD_CONVERSION = """
        INSERT INTO rate_card_conversion (rate_card_id, credit_type_id, fiat_per_unit, created_at)
        VALUES (:card, :unit, :factor, :now)
        """;
    private static final String CONVERSIONS = """
        SELECT rate_card_id, credit_type_id, fiat_per_unit FROM rate_card_conversion
         WHERE rate_card_id IN (:ids) ORDER BY rate_card_id, created_at, credit_type_id
        """;
    private static final String VERSIONS = "SELECT id, version, fiat_credit_type_id FROM rate_card WHERE id IN (:ids)";
    private static final String NEW_VERSION = """
        UPDATE rate_card SET version = nextval('rate_card_version') WHERE id = :id
        """;
    // Locked in order of id, so that two products changed at once never wait for each other's cards.
    private static final String NEW_VERSIONS_WITH = """
        WITH priced AS (
            SELECT id FROM rate_card
             WHERE id IN (SELECT rate_card_id FROM rate WHERE product_id = :product)
             ORDER BY id FOR NO KEY UPDATE)
        UPDATE rate_card SET version = nextval('rate_card_version') FROM priced WHERE rate_card.id = priced.id
        RETURNING rate_card.id
        """;

    record Version(RateCardId card, long version, CreditType currency) {}

    private record AliasRow(long assigned, RateCardId card, RateCard.Alias alias) {}

    private final JdbcClient database;
    private final CustomCreditTypes units;

    RateCardStore(JdbcClient database, CustomCreditTypes units) {
        this.database = database;
        this.units = units;
    }

    void create(RateCard card) {
        database.sql(CREATE)
                .param("id", card.id().value())
                .param("name", card.name())
                .param("description", card.description())
                .param("currency", card.currency().id())
                .param("customFields", Json.write(card.customFields()))
                .param("createdAt", Rows.at(card.createdAt()))
                .update();
        card.aliases().forEach(alias -> add(card.id(), alias));
        addConversions(card.id(), card.conversions(), card.createdAt());
    }

    /** Sets what is not {@code null}. */
    void update(RateCardId id, @Nullable String name, @Nullable String description) {
        database.sql(UPDATE)
                .param("id", id.value())
                .param("name", name)
                .param("description", description)
                .update();
    }

    /** Makes these the card's aliases. One that it had already keeps its place, and so takes no other card's name. */
    void replaceAliases(RateCardId id, List<RateCard.Alias> aliases) {
        List<RateCard.Alias> missing = new ArrayList<>(aliases);
        for (AliasRow row : aliases(List.of(id))) {
            if (!missing.remove(row.alias)) {
                database.sql(REMOVE_ALIAS).param("assigned", row.assigned).update();
            }
        }
        missing.forEach(alias -> add(id, alias));
    }

    /** Of units that the card does not convert yet. */
    void addConversions(RateCardId id, List<RateCard.Conversion> conversions, Instant now) {
        conversions.forEach(conversion -> database.sql(ADD_CONVERSION)
                .param("card", id.value())
                .param("unit", conversion.unit().id())
                .param("factor", conversion.fiatPerUnit())
                .param("now", Rows.at(now))
                .update());
    }

    /** What the cards charge for custom units; nothing of a card that converts none. */
    Map<RateCardId, List<RateCard.Conversion>> conversions(Collection<RateCardId> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        Map<RateCardId, List<RateCard.Conversion>> conversions = new HashMap<>();
        database.sql(CONVERSIONS)
                .param("ids", values(ids))
                .query((row, number) -> conversions
                        .computeIfAbsent(new RateCardId(Rows.uuid(row, "rate_card_id")), _ -> new ArrayList<>())
                        .add(new RateCard.Conversion(
                                units.find(Rows.uuid(row, "credit_type_id")).orElseThrow(),
                                row.getBigDecimal("fiat_per_unit"))))
                .list();
        return conversions;
    }

    void archive(RateCardId id, Instant now) {
        database.sql(ARCHIVE).param("id", id.value()).param("now", Rows.at(now)).update();
    }

    /** Keeps other changes of the card out; whether there is such a card. */
    boolean lock(RateCardId id) {
        return database.sql(LOCK)
                .param("id", id.value())
                .query(UUID.class)
                .optional()
                .isPresent();
    }

    Optional<RateCard> find(RateCardId id) {
        return find(List.of(id)).stream().findFirst();
    }

    Optional<String> name(RateCardId id) {
        return database.sql(NAME).param("id", id.value()).query(String.class).optional();
    }

    /** One page of the cards in use, in order of creation, with one row more if there is more. */
    List<RateCard> page(@Nullable UUID after, int limit) {
        return find(database.sql(PAGE)
                .param("after", after)
                .param("limit", limit + 1)
                .query((row, number) -> new RateCardId(Rows.uuid(row, "id")))
                .list());
    }

    /** The card in use that was given the alias last, among those that carry it at the moment. */
    Optional<RateCardId> byAlias(String alias, Instant at) {
        return database.sql(BY_ALIAS)
                .param("name", alias)
                .param("at", Rows.at(at))
                .query((row, number) -> new RateCardId(Rows.uuid(row, "id")))
                .optional();
    }

    Map<RateCardId, Version> versions(Collection<RateCardId> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        Map<RateCardId, Version> versions = new HashMap<>();
        database.sql(VERSIONS)
                .param("ids", values(ids))
                .query((row, number) ->
                        new Version(new RateCardId(Rows.uuid(row, "id")), row.getLong("version"), currency(row)))
                .list()
                .forEach(version -> versions.put(version.card, version));
        return versions;
    }

    /** Tells every server that its book of the card is out of date, once this transaction commits. */
    void newVersion(RateCardId id) {
        database.sql(NEW_VERSION).param("id", id.value()).update();
    }

    /** The same for every card that prices the product, which it answers. */
    List<RateCardId> newVersionsWith(ProductId product) {
        return database.sql(NEW_VERSIONS_WITH)
                .param("product", product.value())
                .query((row, number) -> new RateCardId(Rows.uuid(row, "id")))
                .list();
    }

    private void add(RateCardId card, RateCard.Alias alias) {
        database.sql(ADD_ALIAS)
                .param("card", card.value())
                .param("name", alias.name())
                .param("startingAt", Rows.at(alias.startingAt()))
                .param("endingBefore", Rows.at(alias.endingBefore()))
                .update();
    }

    private List<RateCard> find(List<RateCardId> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        Map<RateCardId, List<RateCard.Alias>> aliases = new HashMap<>();
        aliases(ids)
                .forEach(row -> aliases.computeIfAbsent(row.card, id -> new ArrayList<>())
                        .add(row.alias));
        Map<RateCardId, List<RateCard.Conversion>> conversions = conversions(ids);
        return database.sql(FIND)
                .param("ids", values(ids))
                .query((row, number) -> read(row, aliases, conversions))
                .list();
    }

    private List<AliasRow> aliases(Collection<RateCardId> ids) {
        return database.sql(ALIASES)
                .param("ids", values(ids))
                .query((row, number) -> new AliasRow(
                        row.getLong("assigned"),
                        new RateCardId(Rows.uuid(row, "rate_card_id")),
                        new RateCard.Alias(
                                row.getString("name"),
                                Rows.optionalInstant(row, "starting_at"),
                                Rows.optionalInstant(row, "ending_before"))))
                .list();
    }

    private static RateCard read(
            ResultSet row,
            Map<RateCardId, List<RateCard.Alias>> aliases,
            Map<RateCardId, List<RateCard.Conversion>> conversions)
            throws SQLException {
        RateCardId id = new RateCardId(Rows.uuid(row, "id"));
        return new RateCard(
                id,
                row.getString("name"),
                currency(row),
                row.getString("description"),
                aliases.getOrDefault(id, List.of()),
                conversions.getOrDefault(id, List.of()),
                Json.readTexts(Rows.text(row, "custom_fields")),
                Rows.instant(row, "created_at"),
                Rows.optionalInstant(row, "archived_at"));
    }

    private static CreditType currency(ResultSet row) throws SQLException {
        UUID id = Rows.uuid(row, "fiat_credit_type_id");
        return CreditTypes.find(id).orElseThrow(() -> new IllegalStateException("unknown currency stored: " + id));
    }

    private static List<UUID> values(Collection<RateCardId> ids) {
        return ids.stream().map(RateCardId::value).toList();
    }
}

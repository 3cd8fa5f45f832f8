package io.downbeat.providers;

import io.downbeat.platform.db.Rows;
import io.downbeat.platform.http.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Delivery methods in the database. Runs inside the transaction of its caller. */
final class DeliveryMethodStore {
    private static final String SELECT = """
        SELECT id, billing_provider, delivery_method, configuration, account_key FROM delivery_method
        """;
    private static final String FIND = SELECT + "WHERE id = :id";
    private static final String LOCK = SELECT + "WHERE id = :id FOR UPDATE";
    private static final String OF_PROVIDERS = SELECT + "WHERE billing_provider = ANY(:providers) ORDER BY id";
    private static final String OF_ACCOUNT = SELECT + "WHERE account_key = :accountKey";
    private static final String FIRST_PAGE = SELECT + "ORDER BY id LIMIT :limit";
    private static final String PAGE = SELECT + "WHERE id > :after ORDER BY id LIMIT :limit";
    private static final String SECRETS = """
        SELECT sealed_secrets FROM delivery_method WHERE id = :id AND sealed_secrets IS NOT NULL
        """;
    private static final String INSERT = """
        INSERT INTO delivery_method
            (id, billing_provider, delivery_method, configuration, account_key, sealed_secrets,
             created_at, updated_at)
        VALUES (:id, :provider, :type, :configuration::jsonb, :accountKey, :sealed, :now, :now)
        ON CONFLICT (account_key) DO NOTHING
        """;
    private static final String CHANGE = """
        UPDATE delivery_method
        SET configuration = :configuration::jsonb, sealed_secrets = :sealed, updated_at = :now
        WHERE id = :id
        """;
    private static final String LOCK_SEALED_OTHERWISE = """
        SELECT id, sealed_secrets FROM delivery_method
        WHERE sealed_secrets IS NOT NULL AND substr(sealed_secrets, 1, length(:head)) <> :head
        ORDER BY id LIMIT :most
        FOR UPDATE
        """;
    private static final String SEAL_AGAIN = "UPDATE delivery_method SET sealed_secrets = :sealed WHERE id = :id";

    private final JdbcClient database;

    DeliveryMethodStore(JdbcClient database) {
        this.database = database;
    }

    Optional<DeliveryMethod> find(DeliveryMethodId id) {
        return database.sql(FIND)
                .param("id", id.value())
                .query((row, number) -> method(row))
                .optional();
    }

    /** Keeps others from changing it until the transaction ends. */
    Optional<DeliveryMethod> lock(DeliveryMethodId id) {
        return database.sql(LOCK)
                .param("id", id.value())
                .query((row, number) -> method(row))
                .optional();
    }

    /** Oldest first. An account has a handful of them, whatever the number of its customers. */
    List<DeliveryMethod> ofProviders(Collection<BillingProvider> providers) {
        return database.sql(OF_PROVIDERS)
                .param(
                        "providers",
                        providers.stream().map(BillingProvider::wire).toArray(String[]::new))
                .query((row, number) -> method(row))
                .list();
    }

    Optional<DeliveryMethod> ofAccount(String accountKey) {
        return database.sql(OF_ACCOUNT)
                .param("accountKey", accountKey)
                .query((row, number) -> method(row))
                .optional();
    }

    List<DeliveryMethod> page(@Nullable UUID after, int limit) {
        var statement =
                after == null ? database.sql(FIRST_PAGE) : database.sql(PAGE).param("after", after);
        return statement
                .param("limit", limit)
                .query((row, number) -> method(row))
                .list();
    }

    Optional<byte[]> sealedSecrets(DeliveryMethodId id) {
        return database.sql(SECRETS).param("id", id.value()).query(byte[].class).optional();
    }

    /** @return whether it is new; otherwise another one leads to the same account */
    boolean insert(DeliveryMethod method, byte @Nullable [] sealed, Instant now) {
        return database.sql(INSERT)
                        .param("id", method.id().value())
                        .param("provider", method.provider().wire())
                        .param("type", method.type().wire())
                        .param("configuration", Json.write(method.configuration()))
                        .param("accountKey", method.accountKey())
                        .param("sealed", sealed)
                        .param("now", Rows.at(now))
                        .update()
                == 1;
    }

    void change(DeliveryMethodId id, JsonNode configuration, byte @Nullable [] sealed, Instant now) {
        database.sql(CHANGE)
                .param("id", id.value())
                .param("configuration", Json.write(configuration))
                .param("sealed", sealed)
                .param("now", Rows.at(now))
                .update();
    }

    /** Those that do not begin with this head, kept from others until the transaction ends. */
    Map<DeliveryMethodId, byte[]> lockSealedOtherwise(byte[] head, int most) {
        Map<DeliveryMethodId, byte[]> found = new LinkedHashMap<>();
        database.sql(LOCK_SEALED_OTHERWISE)
                .param("head", head)
                .param("most", most)
                .query((RowCallbackHandler)
                        row -> found.put(new DeliveryMethodId(Rows.uuid(row, "id")), row.getBytes("sealed_secrets")));
        return found;
    }

    /** The same secrets with another key: not a change that anybody could see. */
    void sealAgain(DeliveryMethodId id, byte[] sealed) {
        database.sql(SEAL_AGAIN).param("id", id.value()).param("sealed", sealed).update();
    }

    private static DeliveryMethod method(ResultSet row) throws SQLException {
        return new DeliveryMethod(
                new DeliveryMethodId(row.getObject("id", UUID.class)),
                BillingProvider.fromWire(row.getString("billing_provider")),
                DeliveryMethodType.fromWire(row.getString("delivery_method")),
                Json.read(row.getString("configuration")),
                row.getString("account_key"));
    }
}

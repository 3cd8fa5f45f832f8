package io.downbeat.pricing.products;

import io.downbeat.platform.http.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

/** A product for the tests of pricing: created with its terms, then updated; the JSON may be written in single quotes. */
public final class ProductFixture {
    private static final Instant CREATED = Instant.parse("2024-12-01T00:00:00Z");

    private final ProductId id;
    private final @Nullable UUID metric;
    private final List<ProductState> states;

    private ProductFixture(ProductId id, @Nullable UUID metric, String terms) {
        this.id = id;
        this.metric = metric;
        this.states = new ArrayList<>(List.of(creation(terms)));
    }

    public static ProductFixture usage(ProductId id, UUID metric, String terms) {
        return new ProductFixture(id, metric, terms);
    }

    public static ProductFixture composite(ProductId id, String terms) {
        return new ProductFixture(id, null, terms);
    }

    /** What the rest of pricing asks about products, of this database. */
    public static Products of(JdbcClient database) {
        return new Products(new ProductStore(database));
    }

    public ProductFixture createdWith(String terms) {
        states.set(0, creation(terms));
        return this;
    }

    public ProductFixture update(String startingAt, String terms) {
        states.add(state(Instant.parse(startingAt), read(terms)));
        return this;
    }

    public ProductTimeline timeline() {
        return new ProductHistory(id, type(), states, Map.of(), null).timeline();
    }

    public void store(JdbcClient database) {
        ProductStore store = new ProductStore(database);
        store.create(id, type(), Map.of(), states.getFirst());
        states.stream().skip(1).forEach(state -> store.add(id, state));
    }

    public void storeUpdate(JdbcClient database, String startingAt, String terms) {
        new ProductStore(database).add(id, state(Instant.parse(startingAt), read(terms)));
    }

    private ProductType type() {
        return metric == null ? ProductType.COMPOSITE : ProductType.USAGE;
    }

    private ProductState creation(String terms) {
        ObjectNode read = read(terms);
        return state(null, metric == null ? read : read.put("billable_metric_id", metric.toString()));
    }

    private static ProductState state(@Nullable Instant startingAt, ObjectNode terms) {
        return new ProductState(CREATED, startingAt, terms);
    }

    private static ObjectNode read(String terms) {
        return (ObjectNode) Json.read(terms.replace('\'', '"'));
    }
}

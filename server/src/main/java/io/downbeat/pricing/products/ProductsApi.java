package io.downbeat.pricing.products;

import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.callers.Reads;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.PageToken;
import io.downbeat.platform.http.Query;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

@RestController
@RequestMapping("/v1/contract-pricing/products")
final class ProductsApi {
    enum ArchiveFilter {
        ARCHIVED,
        NOT_ARCHIVED,
        ALL
    }

    record Id(UUID id) {}

    record ProductView(
            ProductId id,
            ProductType type,
            ObjectNode initial,
            ObjectNode current,
            List<ObjectNode> updates,
            @Nullable Instant archivedAt,
            Map<String, String> customFields) {}

    private final ManageProducts products;
    private final ProductStore store;
    private final InstantSource clock;

    ProductsApi(ManageProducts products, ProductStore store, InstantSource clock) {
        this.products = products;
        this.store = store;
        this.clock = clock;
    }

    @PostMapping("/create")
    @Changes(action = "create_product", resource = "product")
    Data<Id> create(Body body) {
        return new Data<>(new Id(products.create(body).value()));
    }

    @PostMapping("/get")
    @Reads
    Data<ProductView> get(Body body) {
        body.knowsOnly(Set.of("id"));
        return new Data<>(view(products.find(new ProductId(body.uuid("id")))));
    }

    @PostMapping("/list")
    @Reads
    Page<ProductView> list(Body body, Query query) {
        body.knowsOnly(Set.of("archive_filter"));
        int limit = query.limit(100);
        @Nullable
        Boolean archived = switch (body.optionalOneOf("archive_filter", ArchiveFilter.class)
                .orElse(ArchiveFilter.NOT_ARCHIVED)) {
            case ARCHIVED -> Boolean.TRUE;
            case NOT_ARCHIVED -> Boolean.FALSE;
            case ALL -> null;
        };
        @Nullable UUID after = query.nextPage().map(token -> token.uuid(0)).orElse(null);
        return Page.of(store.page(archived, after, limit), limit, last -> PageToken.after(last.id()))
                .map(this::view);
    }

    @PostMapping("/update")
    @Changes(action = "update_product", resource = "product")
    Data<Id> update(Body body) {
        ProductRequest.knowsOnly(body, "product_id", "starting_at");
        ProductHistory product = products.find(new ProductId(body.uuid("product_id")));
        Instant startingAt = HourBoundary.required(body, "starting_at");
        products.update(product.id(), startingAt, ProductRequest.terms(body, product.type()));
        return new Data<>(new Id(product.id().value()));
    }

    @PostMapping("/archive")
    @Changes(action = "archive_product", resource = "product")
    Data<Id> archive(Body body) {
        body.knowsOnly(Set.of("product_id"));
        ProductId id = new ProductId(body.uuid("product_id"));
        products.archive(id);
        return new Data<>(new Id(id.value()));
    }

    private ProductView view(ProductHistory product) {
        return new ProductView(
                product.id(),
                product.type(),
                product.initial().wire(),
                product.at(clock.instant()).wire(),
                product.updates().stream().map(ProductState::wire).toList(),
                product.archivedAt(),
                product.customFields());
    }
}

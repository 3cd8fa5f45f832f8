package io.downbeat.contracts.services;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractPart;
import io.downbeat.contracts.ScheduledCharge;
import io.downbeat.contracts.TermKind;
import io.downbeat.contracts.charges.FixedProducts;
import io.downbeat.customers.CustomerId;
import io.downbeat.customfields.CustomFieldEntity;
import io.downbeat.customfields.CustomFields;
import io.downbeat.platform.db.Ids;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Json;
import io.downbeat.pricing.products.ProductId;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Professional services: work that is billed on request, up to an amount. They are added; the API has no way to change one. */
public final class ProfessionalServicesPart implements ContractPart<List<ProfessionalService>> {
    private static final String CREATE = "professional_services";
    private static final String ADD = "add_professional_services";
    /** The published history has another word for it than the request. */
    private static final String ADDED = "add_pro_services";

    private record ServiceView(
            ProfessionalServiceId id,
            BigDecimal maxAmount,
            ProductId productId,
            BigDecimal quantity,
            BigDecimal unitPrice,
            @Nullable String description,
            Map<String, String> customFields,
            @Nullable String netsuiteSalesOrderId) {
        static ServiceView of(ProfessionalService service) {
            return new ServiceView(
                    service.id(),
                    service.maxAmount(),
                    service.product(),
                    service.price().quantity(),
                    service.price().unitPrice(),
                    service.description(),
                    service.customFields(),
                    service.netsuiteSalesOrderId());
        }
    }

    private final FixedProducts products;
    private final ProfessionalServiceStore store;
    private final CustomFields fields;
    private final Ids ids;

    ProfessionalServicesPart(FixedProducts products, ProfessionalServiceStore store, CustomFields fields, Ids ids) {
        this.products = products;
        this.store = store;
        this.fields = fields;
        this.ids = ids;
    }

    @Override
    public TermKind<List<ProfessionalService>> kind() {
        return ProfessionalService.KIND;
    }

    @Override
    public Set<String> createFields() {
        return Set.of(CREATE);
    }

    @Override
    public Set<String> editFields() {
        return Set.of(ADD);
    }

    /** Refuses a product that is not a live PRO_SERVICE or FIXED one, and a maximum, price or quantity that is missing or negative. */
    @Override
    public List<ProfessionalService> create(Body body, Creation creation) {
        return read(body, CREATE);
    }

    /** Refuses what {@link #create} refuses. */
    @Override
    public Change<List<ProfessionalService>> edit(Body body, CustomerId customer) {
        return (before, edit) -> {
            List<ProfessionalService> added = read(body, ADD);
            if (added.isEmpty()) {
                return before;
            }
            edit.changes().withArray(ADDED).addAll(views(added));
            List<ProfessionalService> services = new ArrayList<>(before);
            services.addAll(added);
            return List.copyOf(services);
        };
    }

    private List<ProfessionalService> read(Body request, String list) {
        return request.optionalObjects(list).stream().map(this::read).toList();
    }

    private ProfessionalService read(Body body) {
        body.knowsOnly(Set.of(
                "custom_fields",
                "description",
                "max_amount",
                "netsuite_sales_order_id",
                "product_id",
                "quantity",
                "unit_price"));
        return new ProfessionalService(
                new ProfessionalServiceId(ids.next()),
                products.readService(body),
                notNegative(body, "max_amount"),
                new ScheduledCharge.Price(notNegative(body, "unit_price"), notNegative(body, "quantity")),
                body.optionalText("description").orElse(null),
                fields.read(body, CustomFieldEntity.PROFESSIONAL_SERVICE),
                body.optionalText("netsuite_sales_order_id").orElse(null));
    }

    private static BigDecimal notNegative(Body body, String field) {
        BigDecimal value = body.decimal(field);
        if (value.signum() < 0) {
            throw body.invalid(field, "must not be negative");
        }
        return value;
    }

    /** A service keeps its place among the contract's for ever, because none is ever changed or taken away. */
    @Override
    public void save(
            Contract was, Contract contract, List<ProfessionalService> before, List<ProfessionalService> after) {
        for (int place = before.size(); place < after.size(); place++) {
            store.add(contract.ref(), place, after.get(place));
        }
    }

    @Override
    public Optional<String> table() {
        return Optional.of("professional_service");
    }

    @Override
    public Map<ContractId, List<ProfessionalService>> load(Collection<Contract.Ref> contracts) {
        return store.of(contracts);
    }

    @Override
    public View<List<ProfessionalService>> view(Collection<List<ProfessionalService>> terms) {
        return (contract, services, node, place) -> {
            if (place == Place.TERMS) {
                node.set(CREATE, views(services));
            }
        };
    }

    private static ArrayNode views(List<ProfessionalService> services) {
        ArrayNode views = Json.MAPPER.createArrayNode();
        services.forEach(service -> views.add(Json.MAPPER.<ObjectNode>valueToTree(ServiceView.of(service))));
        return views;
    }
}

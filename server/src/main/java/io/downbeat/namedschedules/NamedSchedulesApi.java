package io.downbeat.namedschedules;

import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.Contracts;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.platform.Change;
import io.downbeat.platform.callers.Changes;
import io.downbeat.platform.callers.Reads;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Data;
import io.downbeat.platform.http.Refused;
import io.downbeat.pricing.Pricing;
import io.downbeat.pricing.RateCardId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The named schedules of customers, contracts and rate cards. */
@RestController
final class NamedSchedulesApi {
    private static final String PROPERTIES = "properties";
    /** In characters of JSON: they stand in a key of the table beside the name, and an index holds no more than 2,704 bytes. */
    private static final int LONGEST_PROPERTIES = 300;

    private final NamedSchedules schedules;
    private final Customers customers;
    private final Contracts contracts;
    private final Pricing pricing;

    NamedSchedulesApi(NamedSchedules schedules, Customers customers, Contracts contracts, Pricing pricing) {
        this.schedules = schedules;
        this.customers = customers;
        this.contracts = contracts;
        this.pricing = pricing;
    }

    @PostMapping("/v1/customers/getNamedSchedule")
    @Reads
    Data<List<NamedScheduleStore.Span>> getOfCustomer(Body body) {
        knowsToRead(body, "customer_id");
        return new Data<>(schedules.read(new Subject.OfCustomer(customer(body)), body));
    }

    @PostMapping("/v1/customers/updateNamedSchedule")
    @Changes(action = "update_customer_named_schedule", resource = "customer")
    void updateOfCustomer(Body body) {
        knowsToWrite(body, "customer_id");
        CustomerId customer = customer(body);
        schedules.update(
                new Subject.OfCustomer(customer),
                body,
                Change.of("update_customer_named_schedule", "customer", customer)
                        .ofCustomer(customer.value()));
    }

    @PostMapping("/v1/contracts/getNamedSchedule")
    @Reads
    Data<List<NamedScheduleStore.Span>> getOfContract(Body body) {
        knowsToRead(body, "customer_id", "contract_id", PROPERTIES);
        return new Data<>(schedules.read(new Subject.OfContract(contract(body), properties(body)), body));
    }

    @PostMapping("/v1/contracts/updateNamedSchedule")
    @Changes(action = "update_contract_named_schedule", resource = "contract")
    void updateOfContract(Body body) {
        knowsToWrite(body, "customer_id", "contract_id", PROPERTIES);
        Contract.Ref contract = contract(body);
        schedules.update(
                new Subject.OfContract(contract, properties(body)),
                body,
                Change.of("update_contract_named_schedule", "contract", contract.contract())
                        .ofCustomer(contract.customer().value()));
    }

    @PostMapping("/v1/contract-pricing/rate-cards/getNamedSchedule")
    @Reads
    Data<List<NamedScheduleStore.Span>> getOfRateCard(Body body) {
        knowsToRead(body, "rate_card_id");
        return new Data<>(schedules.read(new Subject.OfRateCard(card(body)), body));
    }

    @PostMapping("/v1/contract-pricing/rate-cards/updateNamedSchedule")
    @Changes(action = "update_rate_card_named_schedule", resource = "rate_card")
    void updateOfRateCard(Body body) {
        knowsToWrite(body, "rate_card_id");
        RateCardId card = card(body);
        schedules.update(
                new Subject.OfRateCard(card), body, Change.of("update_rate_card_named_schedule", "rate_card", card));
    }

    private static void knowsToRead(Body body, String... subject) {
        body.knowsOnly(with(subject, "schedule_name", "covering_date"));
    }

    private static void knowsToWrite(Body body, String... subject) {
        body.knowsOnly(with(subject, "schedule_name", "starting_at", "ending_before", "value"));
    }

    private static Set<String> with(String[] subject, String... fields) {
        return Stream.concat(Arrays.stream(subject), Arrays.stream(fields)).collect(Collectors.toSet());
    }

    private CustomerId customer(Body body) {
        return customers.require(new CustomerId(body.uuid("customer_id"))).id();
    }

    private Contract.Ref contract(Body body) {
        ContractId id = new ContractId(body.uuid("contract_id"));
        Contract.Ref contract = new Contract.Ref(customer(body), id);
        if (!contracts.terms(List.of(contract)).containsKey(id)) {
            throw Refused.notFound("the customer has no contract " + id);
        }
        return contract;
    }

    private static Map<String, String> properties(Body body) {
        Map<String, String> properties = body.textMap(PROPERTIES);
        body.json(PROPERTIES, LONGEST_PROPERTIES);
        return properties;
    }

    private RateCardId card(Body body) {
        RateCardId id = new RateCardId(body.uuid("rate_card_id"));
        return pricing.rateCard(id)
                .orElseThrow(() -> Refused.notFound("no rate card has the id " + id))
                .id();
    }
}

package io.downbeat.lifecycleevents;

import io.downbeat.balances.AccessSegment;
import io.downbeat.balances.Balance;
import io.downbeat.balances.BalanceId;
import io.downbeat.balances.BalanceScope;
import io.downbeat.balances.Balances;
import io.downbeat.contracts.Contract;
import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.Contracts;
import io.downbeat.customers.Customer;
import io.downbeat.customers.CustomerId;
import io.downbeat.customers.Customers;
import io.downbeat.platform.Notification;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What messages say, with everything that they name read in a handful of statements for any number of them. */
final class MessageBodies {

    /** What messages name, as it is now. */
    record Read(
            Map<CustomerId, Customer> customers,
            Map<ContractId, Contract> contracts,
            Map<BalanceId, Balance> balances,
            String environment) {

        /** Empty for one of something that was archived before it was due, unless that is what it tells of. */
        Optional<Notification> of(DueMessage message) {
            Moment.Key key = message.key();
            Customer customer = customers.get(key.customer());
            Balance balance = key.type().isOfContract() ? null : balances.get(new BalanceId(key.entity()));
            ContractId of = balance == null ? new ContractId(key.entity()) : contract(balance);
            Contract contract = of == null ? null : contracts.get(of);
            boolean isThere = key.type().isOfContract() ? contract != null : balance != null;
            if (customer == null || !isThere) {
                return Optional.empty();
            }
            boolean isOver = isBefore(customer.archivedAt(), message)
                    || contract != null && isBefore(contract.archivedAt(), message)
                    || balance != null && isBefore(balance.archivedAt(), message);
            if (isOver && !message.key().type().isArchive()) {
                return Optional.empty();
            }
            return body(message, customer, contract, balance)
                    .map(body -> Notification.flat(message.key().type().word(), body));
        }

        /** By when it was due, not by when a server came to it. */
        private static boolean isBefore(@Nullable Instant archivedAt, DueMessage message) {
            return archivedAt != null && archivedAt.isBefore(message.fireAt());
        }

        private Optional<Map<String, Object>> body(
                DueMessage message, Customer customer, @Nullable Contract contract, @Nullable Balance balance) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("timestamp", message.eventAt());
            body.put("environment_type", environment);
            if (contract != null) {
                body.put("contract_id", contract.id());
                body.put("contract_custom_fields", contract.customFields());
            }
            body.put("customer_id", customer.id());
            body.put("customer_custom_fields", customer.customFields());
            if (balance != null && !addBalance(body, message, balance)) {
                return Optional.empty();
            }
            if (message.offset() != null) {
                body.put("offset_id", message.configuration());
                body.put("offset_duration", message.offset());
            }
            return Optional.of(body);
        }

        /** @return false if the segment that the message is about is not there any more */
        private static boolean addBalance(Map<String, Object> body, DueMessage message, Balance balance) {
            String word = balance.word();
            body.put(word + "_id", balance.id());
            body.put(word + "_custom_fields", balance.terms().customFields());
            UUID recurring = balance.origin().recurring();
            if (recurring != null) {
                body.put("parent_recurring_" + word + "_id", recurring);
            }
            if (!message.key().type().isOfSegment()) {
                return true;
            }
            List<UUID> segments = balance.segments().stream()
                    .map(AccessSegment::id)
                    .map(id -> id.value())
                    .toList();
            body.put("segment_index", segments.indexOf(message.key().part()));
            body.put("segment_count", segments.size());
            body.put("segment_id", message.key().part());
            return segments.contains(message.key().part());
        }
    }

    private final Customers customers;
    private final Contracts contracts;
    private final Balances balances;
    private final Environment environment;

    MessageBodies(Customers customers, Contracts contracts, Balances balances, Environment environment) {
        this.customers = customers;
        this.contracts = contracts;
        this.balances = balances;
        this.environment = environment;
    }

    Read read(Collection<DueMessage> messages) {
        Map<BalanceId, Balance> named = balances.findAll(messages.stream()
                .filter(message -> !message.key().type().isOfContract())
                .map(message -> new BalanceId(message.key().entity()))
                .collect(Collectors.toSet()));
        Set<Contract.Ref> refs = new HashSet<>();
        for (DueMessage message : messages) {
            Moment.Key key = message.key();
            if (key.type().isOfContract()) {
                refs.add(new Contract.Ref(key.customer(), new ContractId(key.entity())));
            }
        }
        for (Balance balance : named.values()) {
            Optional.ofNullable(contract(balance)).ifPresent(id -> refs.add(new Contract.Ref(balance.customer(), id)));
        }
        return new Read(
                customers.findAll(messages.stream()
                        .map(message -> message.key().customer())
                        .collect(Collectors.toSet())),
                contracts.heads(refs),
                named,
                environment.type());
    }

    private static @Nullable ContractId contract(Balance balance) {
        return balance.scope() instanceof BalanceScope.OfContract of ? new ContractId(of.contract()) : null;
    }
}

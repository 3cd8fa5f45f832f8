package io.downbeat.lifecycleevents;

import io.downbeat.balances.AccessSegment;
import io.downbeat.balances.Balance;
import io.downbeat.contracts.Contract;
import io.downbeat.customers.CustomerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * When the events of one contract, commit or credit happen, its edits aside: of one that lives its making, its start and end; of
 * an archived one nothing but that. Pure.
 *
 * @param moments in the order in which they are told if they fall together
 * @param isToldLate whether what it is to be told at an offset is told at once where that has passed when it is made: the
 *     periods of a recurring commit or credit, which are made at most one period ahead
 */
record Lifecycle(CustomerId customer, UUID entity, List<Moment> moments, boolean isToldLate) {
    Lifecycle {
        moments = List.copyOf(moments);
    }

    static Lifecycle of(Contract contract) {
        CustomerId customer = contract.customer();
        UUID id = contract.id().value();
        List<Moment> moments = new ArrayList<>();
        Instant archivedAt = contract.archivedAt();
        if (archivedAt != null) {
            moments.add(moment(customer, id, EventType.CONTRACT_ARCHIVE, id, archivedAt));
        } else {
            moments.add(moment(customer, id, EventType.CONTRACT_CREATE, id, contract.createdAt()));
            moments.add(moment(customer, id, EventType.CONTRACT_START, id, contract.startingAt()));
            Instant end = contract.endingBefore();
            if (end != null) {
                moments.add(moment(customer, id, EventType.CONTRACT_END, id, end));
            }
        }
        return new Lifecycle(customer, id, moments, false);
    }

    static Lifecycle of(Balance balance) {
        boolean isCommit = balance.isCommit();
        CustomerId customer = balance.customer();
        UUID id = balance.id().value();
        List<Moment> moments = new ArrayList<>();
        Instant archivedAt = balance.archivedAt();
        if (archivedAt != null) {
            EventType archive = isCommit ? EventType.COMMIT_ARCHIVE : EventType.CREDIT_ARCHIVE;
            moments.add(moment(customer, id, archive, id, archivedAt));
        } else {
            EventType create = isCommit ? EventType.COMMIT_CREATE : EventType.CREDIT_CREATE;
            EventType start = isCommit ? EventType.COMMIT_SEGMENT_START : EventType.CREDIT_SEGMENT_START;
            EventType end = isCommit ? EventType.COMMIT_SEGMENT_END : EventType.CREDIT_SEGMENT_END;
            moments.add(moment(customer, id, create, id, balance.createdAt()));
            for (AccessSegment segment : balance.segments()) {
                UUID part = segment.id().value();
                moments.add(moment(customer, id, start, part, segment.startingAt()));
                moments.add(moment(customer, id, end, part, segment.endingBefore()));
            }
        }
        return new Lifecycle(customer, id, moments, balance.origin().recurring() != null);
    }

    /** Of something that nothing happens to any more, and that nobody archived. */
    static Lifecycle over(Balance balance) {
        return new Lifecycle(balance.customer(), balance.id().value(), List.of(), false);
    }

    private static Moment moment(CustomerId customer, UUID entity, EventType type, UUID part, Instant at) {
        return new Moment(new Moment.Key(customer, entity, type, part), at);
    }
}

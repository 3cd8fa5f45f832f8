package io.downbeat.contracts.subscriptions;

import io.downbeat.contracts.Contract;
import io.downbeat.core.ServicePeriod;
import java.util.List;
import java.util.Map;

/** What is known of the invoices of subscriptions to whoever changes them, above this package. */
@FunctionalInterface
public interface BilledSubscriptions {

    /** Of each subscription of the contract that has any, for what intervals finalized invoices bill it, or billed it. */
    Map<SubscriptionId, List<ServicePeriod>> of(Contract.Ref contract);
}

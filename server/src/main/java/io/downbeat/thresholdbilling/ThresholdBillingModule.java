package io.downbeat.thresholdbilling;

import io.downbeat.contracts.EditContract;
import io.downbeat.contracts.WriteContracts;
import io.downbeat.contracts.commits.CommitsPart;
import io.downbeat.contracts.trackers.TrackedSpend;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires threshold billing. Needs contracts, pricing, invoicing with its purchases, the delivery engine and incidents. */
@Configuration(proxyBeanMethods = false)
@Import({
    AnswerExternal.class,
    BuyGatedCommits.class,
    BuyRecharges.class,
    CountPurchases.class,
    Currencies.class,
    EndWorkflows.class,
    EvaluateThresholds.class,
    GatesOfPurchases.class,
    MeasureContracts.class,
    FollowPayments.class,
    PaymentNotices.class,
    PricePurchases.class,
    ReleaseApi.class,
    SettleWorkflows.class,
    StartWorkflows.class,
    WatchContracts.class,
    WatchStore.class,
    WorkflowStore.class
})
public class ThresholdBillingModule {

    @Bean
    EndWorkflows.Contracts contractsOfPurchases(
            EditContract edits, WriteContracts writes, CommitsPart commits, TrackedSpend tracked) {
        return new EndWorkflows.Contracts(edits, writes, commits, tracked);
    }
}

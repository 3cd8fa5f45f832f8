package io.downbeat.contracts.kinds;

import io.downbeat.contracts.ContractParts;
import io.downbeat.contracts.ContractsModule;
import io.downbeat.contracts.amendments.AmendmentsModule;
import io.downbeat.contracts.amendments.AmendmentsPart;
import io.downbeat.contracts.charges.ScheduledChargesModule;
import io.downbeat.contracts.charges.ScheduledChargesPart;
import io.downbeat.contracts.commits.BilledOnContractPart;
import io.downbeat.contracts.commits.CommitsModule;
import io.downbeat.contracts.commits.CommitsPart;
import io.downbeat.contracts.commits.RecurringPart;
import io.downbeat.contracts.discounts.DiscountsModule;
import io.downbeat.contracts.discounts.DiscountsPart;
import io.downbeat.contracts.filters.UsageFilterPart;
import io.downbeat.contracts.filters.UsageFiltersModule;
import io.downbeat.contracts.gates.GatedCommitsModule;
import io.downbeat.contracts.gates.GatedCommitsPart;
import io.downbeat.contracts.hierarchy.HierarchyModule;
import io.downbeat.contracts.hierarchy.HierarchyPart;
import io.downbeat.contracts.overrides.OverridesModule;
import io.downbeat.contracts.overrides.OverridesPart;
import io.downbeat.contracts.references.SalesReferencesModule;
import io.downbeat.contracts.references.SalesReferencesPart;
import io.downbeat.contracts.royalties.ResellerRoyaltiesModule;
import io.downbeat.contracts.royalties.ResellerRoyaltiesPart;
import io.downbeat.contracts.schedule.ProviderScheduleModule;
import io.downbeat.contracts.schedule.ProviderSchedulePart;
import io.downbeat.contracts.services.ProfessionalServicesModule;
import io.downbeat.contracts.services.ProfessionalServicesPart;
import io.downbeat.contracts.subscriptions.SubscriptionsModule;
import io.downbeat.contracts.subscriptions.SubscriptionsPart;
import io.downbeat.contracts.thresholds.ThresholdsModule;
import io.downbeat.contracts.thresholds.ThresholdsPart;
import io.downbeat.contracts.trackers.SpendTrackersModule;
import io.downbeat.contracts.trackers.SpendTrackersPart;
import io.downbeat.platform.db.Ids;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires contracts with every kind of term they can agree on. Needs the platform, customers, pricing, balances and providers. */
@Configuration(proxyBeanMethods = false)
@Import({
    AmendmentsModule.class,
    CommitsModule.class,
    ContractsModule.class,
    HierarchyModule.class,
    DiscountsModule.class,
    GatedCommitsModule.class,
    OverridesModule.class,
    ProfessionalServicesModule.class,
    ProviderScheduleModule.class,
    ResellerRoyaltiesModule.class,
    SalesReferencesModule.class,
    ScheduledChargesModule.class,
    SpendTrackersModule.class,
    SubscriptionsModule.class,
    ThresholdsModule.class,
    UsageFiltersModule.class
})
public class ContractKindsModule {

    /**
     * The one list, in the order in which an edit changes them: spend trackers before the thresholds
     * whose caps name them, and these before the providers that must fit them. The
     * hierarchy is first, and so is read last of a new contract: it locks another contract.
     */
    @Bean
    ContractParts contractParts(
            HierarchyPart hierarchy,
            SubscriptionsPart subscriptions,
            CommitsPart commits,
            GatedCommitsPart gated,
            BilledOnContractPart billed,
            RecurringPart recurring,
            OverridesPart overrides,
            UsageFilterPart filters,
            ScheduledChargesPart charges,
            DiscountsPart discounts,
            ProfessionalServicesPart services,
            ResellerRoyaltiesPart royalties,
            AmendmentsPart amendments,
            SalesReferencesPart references,
            SpendTrackersPart trackers,
            ThresholdsPart thresholds,
            ProviderSchedulePart schedule,
            Ids ids) {
        return new ContractParts(
                List.of(
                        hierarchy,
                        subscriptions,
                        commits,
                        gated,
                        billed,
                        recurring,
                        overrides,
                        charges,
                        discounts,
                        services,
                        royalties,
                        amendments,
                        references,
                        filters,
                        trackers,
                        thresholds,
                        schedule),
                ids);
    }
}

package io.downbeat.verification;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires {@code verify}. Other packages add checks of their own as {@link Checks}. */
@Configuration(proxyBeanMethods = false)
@Import({
    AlertChecks.class,
    BalanceChecks.class,
    CustomFieldChecks.class,
    DeliveryChecks.class,
    DeliveryHistories.class,
    HierarchyChecks.class,
    HistoricalChecks.class,
    HistoryChecks.class,
    InvoiceChecks.class,
    MessageChecks.class,
    PurchaseChecks.class,
    ScheduleChecks.class,
    SubscriptionChecks.class,
    TermChecks.class,
    Verification.class,
    VerifyApi.class
})
public class VerificationModule {}

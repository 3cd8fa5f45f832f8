package io.downbeat.delivery.engine.operations;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires what people do to deliveries and see of them. */
@Configuration(proxyBeanMethods = false)
@Import({
    AcceptedRouteGuard.class,
    DeliveryApi.class,
    DeliveryListings.class,
    DeliveryOperations.class,
    DeliveryQueries.class,
    DeliveryReview.class,
    DeliveryStories.class,
    DeliverySummaryStore.class,
    Forecast.class,
    FreezeAgain.class,
    GiveUpUnsent.class,
    OperatorStore.class,
    Withdrawals.class
})
public class DeliveryOperationsModule {}

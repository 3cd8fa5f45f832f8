package io.downbeat.preflight;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the pre-flight checks. Needs the delivery engine's adapters, contracts, pricing, providers and customers. */
@Configuration(proxyBeanMethods = false)
@Import({
    AccountCheckStore.class,
    CheckAccounts.class,
    CheckApi.class,
    CheckDestination.class,
    ComingTroubles.class,
    Notices.class,
    NoticesApi.class,
    ProviderChecks.class,
    Questions.class,
    RepeatChecks.class,
    WatchFutureSegments.class,
    WatchQuestions.class,
    WatchStore.class
})
public class PreflightModule {}

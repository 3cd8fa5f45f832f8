package io.downbeat.contracts.royalties;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires reseller royalties. Needs the platform and pricing. */
@Configuration(proxyBeanMethods = false)
@Import({ResellerRoyaltiesPart.class, ResellerRoyaltyRequests.class, ResellerRoyaltyStore.class})
public class ResellerRoyaltiesModule {}

package io.downbeat.contracts.references;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires sales references. Needs the platform and contracts. */
@Configuration(proxyBeanMethods = false)
@Import({SalesReferencesPart.class, SalesReferencesStore.class})
public class SalesReferencesModule {}

package io.downbeat.contracts.hierarchy;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires hierarchies. Needs the platform and providers. */
@Configuration(proxyBeanMethods = false)
@Import({HierarchyPart.class, HierarchyStore.class, Parents.class})
public class HierarchyModule {}

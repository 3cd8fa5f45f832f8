package io.downbeat.console.search;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the search. Needs the console's frame, customers, contracts, invoicing and the delivery engine. */
@Configuration(proxyBeanMethods = false)
@Import({FindById.class, KeysPages.class, SearchPages.class})
public class SearchPagesModule {}

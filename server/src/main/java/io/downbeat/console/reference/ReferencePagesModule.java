package io.downbeat.console.reference;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the pages of the API reference. Needs the console's frame. */
@Configuration(proxyBeanMethods = false)
@Import({Reference.class, ReferencePages.class})
public class ReferencePagesModule {}

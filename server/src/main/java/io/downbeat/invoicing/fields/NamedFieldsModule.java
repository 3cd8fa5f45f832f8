package io.downbeat.invoicing.fields;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the custom fields of what invoices name. */
@Configuration(proxyBeanMethods = false)
@Import({NamedFields.class, NamedFieldsStore.class})
public class NamedFieldsModule {}

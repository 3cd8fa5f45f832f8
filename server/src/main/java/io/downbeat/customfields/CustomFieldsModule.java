package io.downbeat.customfields;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires custom fields. Needs the platform, and finds every {@link CustomFieldOwner} there is. */
@Configuration(proxyBeanMethods = false)
@Import({CustomFieldKeyStore.class, CustomFields.class, CustomFieldsApi.class, ManageCustomFields.class})
public class CustomFieldsModule {}

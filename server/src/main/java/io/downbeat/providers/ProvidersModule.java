package io.downbeat.providers;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires delivery methods and configurations. Needs the platform, the customers and a {@code SecretBox}. */
@Configuration(proxyBeanMethods = false)
@Import({
    ArchiveConfigurations.class,
    ConfigurationApi.class,
    ConfigurationStore.class,
    CreateConfigurations.class,
    DeliveryMethodApi.class,
    DeliveryMethodStore.class,
    Providers.class,
    SealedSecrets.class,
    SetUpDeliveryMethods.class
})
public class ProvidersModule {}

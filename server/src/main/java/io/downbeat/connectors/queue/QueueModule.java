package io.downbeat.connectors.queue;

import io.downbeat.connectors.aws.AwsCredentialsSource;
import io.downbeat.outbound.AccountKeys;
import io.downbeat.providers.Providers;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires SQS and SNS. Needs from {@code app}: a {@link QueueSettings}. */
@Configuration(proxyBeanMethods = false)
@Import({QueueAdapter.class, QueueStore.class, QueueWire.class})
public class QueueModule {

    /** With credentials of its own: metering's may be asked for at another STS. */
    @Bean
    QueueClient queueDoor(Providers providers, QueueSettings settings, QueueWire wire, InstantSource clock) {
        AccountKeys keys = AccountKeys.connected(providers);
        return door(keys, settings, wire, clock);
    }

    static QueueClient door(AccountKeys keys, QueueSettings settings, QueueWire wire, InstantSource clock) {
        boolean elsewhere = settings.sqsEndpoint() != null || settings.snsEndpoint() != null;
        var surroundings =
                new AwsCredentialsSource.Surroundings(settings.stsEndpoint(), elsewhere, QueueClient.STS_TIMEOUT);
        return new QueueClient(keys, new AwsCredentialsSource(keys, surroundings, clock), wire);
    }
}

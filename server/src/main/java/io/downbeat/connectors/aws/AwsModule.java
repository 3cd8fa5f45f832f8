package io.downbeat.connectors.aws;

import io.downbeat.outbound.AccountKeys;
import io.downbeat.providers.Providers;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires AWS Marketplace, direct. Needs from {@code app}: an {@link AwsSettings}. */
@Configuration(proxyBeanMethods = false)
@Import({AwsConnector.class, AwsMeteringWire.class})
public class AwsModule {

    @Bean
    AwsCredentialsSource awsCredentialsSource(Providers providers, AwsSettings settings, InstantSource clock) {
        return new AwsCredentialsSource(AccountKeys.connected(providers), settings, clock);
    }
}

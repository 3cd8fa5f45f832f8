package io.downbeat.app;

import io.downbeat.delivery.aws.AwsModule;
import io.downbeat.delivery.aws.AwsSettings;
import io.downbeat.delivery.metering.MeteringModule;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Marketplace metering, and the road to AWS. */
@Configuration(proxyBeanMethods = false)
@Import({MeteringModule.class, AwsModule.class})
class AwsWiring {

    static AwsSettings settings(Settings settings) {
        Duration window = settings.duration("DOWNBEAT_AWS_METERING_WINDOW", AwsSettings.USUAL_WINDOW);
        if (window.compareTo(AwsSettings.SHORTEST_WINDOW) < 0) {
            throw new StartRefused("DOWNBEAT_AWS_METERING_WINDOW must be " + AwsSettings.SHORTEST_WINDOW
                    + " or more, not " + window + ": an hour's record is made only after the hour");
        }
        return new AwsSettings(
                address(settings, "DOWNBEAT_AWS_MARKETPLACE_ENDPOINT"), address(settings, "DOWNBEAT_STS_ENDPOINT"), window);
    }

    private static @Nullable URI address(Settings settings, String variable) {
        return settings.text(variable)
                .map(text -> {
                    try {
                        URI address = URI.create(text);
                        if (address.getHost() != null) {
                            return address;
                        }
                    } catch (IllegalArgumentException notOne) {
                        // refused below
                    }
                    throw new StartRefused(variable + " must be an address such as http://localhost:9090/aws, not " + text);
                })
                .orElse(null);
    }
}

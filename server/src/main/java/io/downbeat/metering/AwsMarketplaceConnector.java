package io.downbeat.metering;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** What is AWS's own on whatever connector its records travel: directly, or through Tackle. */
public interface AwsMarketplaceConnector extends MarketplaceConnector {

    @Override
    default Instant takenUntil(Instant hour) {
        return AwsWindow.end(hour, lateWindow());
    }

    /** AWS documents a quantity of 0 to 2,147,483,647; Tackle documents none of its own and hands the record on. */
    @Override
    default long mostPerRecord() {
        return Integer.MAX_VALUE;
    }

    @Override
    default DisabledNotification disabledNotification() {
        return AwsBuyer.DISABLED;
    }

    @Override
    default Set<String> buyerNames(Map<String, String> keys) {
        return AwsBuyer.of(keys).names();
    }
}

package io.downbeat.pricing;

import io.downbeat.core.ServicePeriod;
import java.util.List;

/** Everything a rate card says, as one version of it stood; immutable and shared between threads. */
public final class PriceBook {
    /** What usage costs in the period. */
    public List<UsageTerm> usageTerms(ServicePeriod period) {
        throw new UnsupportedOperationException("in progress");
    }
}

package io.downbeat.contracts;

import io.downbeat.core.Timeline;
import java.util.List;

/**
 * Everything of a contract that decides its invoices, read at one moment.
 *
 * @param charges archived ones too: what they charged before stays charged
 * @param schedule the segment in force per boundary; of several made for one boundary, the one made last
 */
public record ContractTerms(Contract contract, List<ScheduledCharge> charges, Timeline<ProviderSegment> schedule) {
    public ContractTerms {
        charges = List.copyOf(charges);
    }
}

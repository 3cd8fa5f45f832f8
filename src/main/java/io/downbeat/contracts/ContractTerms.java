package io.downbeat.contracts;

import io.downbeat.core.Timeline;
import java.util.List;

public record ContractTerms(Contract contract, List<ScheduledCharge> charges, Timeline<ProviderSegment> schedule) {}

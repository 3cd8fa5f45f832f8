package io.downbeat.preflight;

import io.downbeat.contracts.ContractId;
import io.downbeat.contracts.ContractTerms;
import io.downbeat.contracts.Contracts;
import io.downbeat.contracts.ProviderSegment;
import io.downbeat.core.Timeline;
import io.downbeat.outbound.Preflight;
import io.downbeat.platform.callers.Reads;
import io.downbeat.platform.http.Body;
import io.downbeat.platform.http.Page;
import io.downbeat.platform.http.Refused;
import io.downbeat.platform.http.RunsOutsideATransaction;
import io.downbeat.providers.BillingProvider;
import io.downbeat.providers.ConfigurationId;
import io.downbeat.providers.DeliveryMethodType;
import io.downbeat.providers.ProviderConfiguration;
import io.downbeat.providers.Providers;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Would an invoice get through? Asks now, and changes nothing here or there. */
@RestController
final class CheckApi {
    private static final String CONFIGURATION = "billing_provider_configuration_id";
    private static final String CONTRACT = "contract_id";
    private static final String AT = "segment_effective_at";

    /** @param ok whether nothing failed; what could not be found out does not count as failed */
    record Checked(
            UUID billingProviderConfigurationId,
            @Nullable UUID contractId,
            @Nullable Instant segmentEffectiveAt,
            BillingProvider billingProvider,
            DeliveryMethodType deliveryMethod,
            boolean ok,
            List<Preflight.Point> points) {}

    /** @param segmentEffectiveAt {@code null} if the question names no contract */
    private record CheckRequest(
            Preflight question,
            @Nullable ContractId contract,
            @Nullable Instant segmentEffectiveAt) {}

    private final Contracts contracts;
    private final Providers providers;
    private final Questions questions;
    private final ProviderChecks checks;
    private final InstantSource clock;

    CheckApi(
            Contracts contracts, Providers providers, Questions questions, ProviderChecks checks, InstantSource clock) {
        this.contracts = contracts;
        this.providers = providers;
        this.questions = questions;
        this.checks = checks;
        this.clock = clock;
    }

    @PostMapping("/downbeat/v1/providers/check")
    @Reads
    @RunsOutsideATransaction
    Page<Checked> check(Body body) {
        body.knowsOnly(Set.of(CONFIGURATION, CONTRACT, AT));
        Optional<ConfigurationId> configuration =
                body.optionalUuid(CONFIGURATION).map(ConfigurationId::new);
        Optional<ContractId> contract = body.optionalUuid(CONTRACT).map(ContractId::new);
        Optional<Instant> at = body.optionalInstant(AT);
        if (configuration.isPresent() == contract.isPresent()) {
            throw body.invalid(CONFIGURATION, "name either a configuration or, as contract_id, a contract");
        }
        if (contract.isEmpty() && at.isPresent()) {
            throw body.invalid(AT, "needs a contract_id");
        }
        List<CheckRequest> wanted = configuration
                .map(id -> List.of(new CheckRequest(new Preflight(configuration(id), null, List.of()), null, null)))
                .orElseGet(() -> segments(body, contract.orElseThrow(), at));
        return new Page<>(checked(wanted), null);
    }

    private ProviderConfiguration configuration(ConfigurationId id) {
        return providers
                .find(id)
                .orElseThrow(() -> Refused.notFound("no billing provider configuration has the id " + id));
    }

    /** The segments meant that have a configuration, in order. */
    private List<CheckRequest> segments(Body body, ContractId id, Optional<Instant> at) {
        ContractTerms terms =
                contracts.terms(id).orElseThrow(() -> Refused.notFound("no contract has the id " + id.value()));
        Instant now = clock.instant();
        List<Timeline.Segment<ProviderSegment>> meant =
                at.map(instant -> List.of(inForce(body, terms, instant))).orElseGet(() -> notOver(terms, now));
        List<CheckRequest> wanted = new ArrayList<>();
        for (Timeline.Segment<ProviderSegment> segment : meant) {
            ConfigurationId configuration = segment.value().configuration();
            if (configuration != null) {
                Instant moment = segment.from().isAfter(now) ? segment.from() : now;
                Preflight question = questions.about(terms, configuration(configuration), moment);
                wanted.add(new CheckRequest(question, id, segment.from()));
            }
        }
        return wanted;
    }

    private static Timeline.Segment<ProviderSegment> inForce(Body body, ContractTerms terms, Instant at) {
        return terms.schedule()
                .at(at)
                .orElseThrow(() -> body.invalid(AT, "no segment of the contract is in force at that instant"));
    }

    private static List<Timeline.Segment<ProviderSegment>> notOver(ContractTerms terms, Instant now) {
        return terms.schedule().segments().stream()
                .filter(segment -> segment.until() == null || segment.until().isAfter(now))
                .toList();
    }

    /** Asks at once about all that differ, so that the answer takes as long as the slowest provider. */
    private List<Checked> checked(List<CheckRequest> wanted) {
        Map<Preflight, Future<List<Preflight.Point>>> asked = new HashMap<>();
        List<Future<List<Preflight.Point>>> answers = new ArrayList<>();
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            wanted.forEach(one -> answers.add(
                    asked.computeIfAbsent(one.question(), question -> each.submit(() -> checks.all(question)))));
        }
        // Closing the executor waited for every one of them.
        List<Checked> checked = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            checked.add(checked(wanted.get(i), answers.get(i).resultNow()));
        }
        return checked;
    }

    private static Checked checked(CheckRequest wanted, List<Preflight.Point> points) {
        ProviderConfiguration configuration = wanted.question().configuration();
        return new Checked(
                configuration.id().value(),
                wanted.contract() == null ? null : wanted.contract().value(),
                wanted.segmentEffectiveAt(),
                configuration.provider(),
                configuration.deliveryMethod(),
                points.stream().noneMatch(point -> point.verdict() == Preflight.Verdict.FAILED),
                points);
    }
}

package io.downbeat.sandbox;

import io.downbeat.sandbox.aws.AwsSimulators;
import io.downbeat.sandbox.azure.AzureSimulators;
import io.downbeat.sandbox.faults.Fault;
import io.downbeat.sandbox.faults.Faults;
import io.downbeat.sandbox.gcp.GcpSimulators;
import io.downbeat.sandbox.http.Request;
import io.downbeat.sandbox.ledger.Journal;
import io.downbeat.sandbox.ledger.LedgerEntry;
import io.downbeat.sandbox.ledger.SandboxClock;
import io.downbeat.sandbox.netsuite.NetsuiteSandbox;
import io.downbeat.sandbox.provider.Simulator;
import io.downbeat.sandbox.stripe.StripeSandbox;
import io.downbeat.sandbox.tackle.TackleSandbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** All simulators of one sandbox, the faults in force among them, and what was counted. */
final class SimulatedProviders implements AutoCloseable {
    private final SandboxClock clock;
    private final Journal journal;
    private final Faults faults = new Faults();
    private final CallLog log = new CallLog();
    private final DelayedCalls delayed;
    private final FaultInjector injector;
    private final StripeSandbox stripe;
    private final NetsuiteSandbox netsuite;
    private final List<Simulator> simulators;

    SimulatedProviders(SandboxClock clock, Journal journal) {
        this.clock = clock;
        this.journal = journal;
        this.delayed = new DelayedCalls(journal);
        this.injector = new FaultInjector(log, faults, delayed, journal);
        this.stripe = new StripeSandbox(clock, faults, journal);
        this.netsuite = new NetsuiteSandbox(clock, journal);
        List<Simulator> all = new ArrayList<>(List.of(stripe, netsuite));
        all.addAll(AwsSimulators.all(clock, journal));
        all.addAll(AzureSimulators.all(clock, journal));
        all.addAll(GcpSimulators.all(clock, journal));
        all.add(new TackleSandbox(clock, journal));
        this.simulators = List.copyOf(all);
    }

    /** What a request to a provider comes to, empty if there is no such provider. */
    Optional<FaultInjector.Reply> reply(String provider, Request request) {
        return of(provider).stream()
                .filter(each -> each.takes(request))
                .findFirst()
                .map(each -> injector.pass(each, request));
    }

    List<LedgerEntry> ledger() {
        return simulators.stream()
                .flatMap(simulator -> simulator.ledger().stream())
                .toList();
    }

    List<String> steps(String provider) {
        return of(provider).stream()
                .flatMap(each -> each.steps().stream())
                .sorted()
                .toList();
    }

    void setFaults(List<Fault> all) {
        all.forEach(this::check);
        faults.set(all);
    }

    void addFaults(List<Fault> more) {
        more.forEach(this::check);
        faults.add(more);
    }

    Faults faults() {
        return faults;
    }

    CallLog log() {
        return log;
    }

    DelayedCalls delayed() {
        return delayed;
    }

    SandboxClock clock() {
        return clock;
    }

    StripeSandbox stripe() {
        return stripe;
    }

    NetsuiteSandbox netsuite() {
        return netsuite;
    }

    /** Forgets everything but the clock, and goes on with new ids. */
    void reset() {
        delayed.reset();
        faults.clear();
        faults.forgetInjected();
        simulators.forEach(Simulator::reset);
        journal.clear();
        log.reset();
    }

    @Override
    public void close() {
        delayed.reset();
        stripe.close();
    }

    private List<Simulator> of(String provider) {
        return simulators.stream()
                .filter(each -> each.provider().equals(provider))
                .toList();
    }

    /** A fault that can never strike would make its test prove nothing. */
    private void check(Fault fault) {
        if (of(fault.provider()).isEmpty()) {
            throw new IllegalArgumentException("provider: unknown provider '" + fault.provider() + "'; known: "
                    + simulators.stream().map(Simulator::provider).distinct().collect(Collectors.joining(", ")));
        }
        List<String> steps = steps(fault.provider()).stream()
                .filter(step -> fault.step().equals("*") || fault.step().equals(step))
                .toList();
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("step: " + fault.provider() + " has no step '" + fault.step() + "'");
        }
        if (steps.stream().noneMatch(fault::concerns)) {
            throw new IllegalArgumentException(
                    "fault: " + fault.fault() + " means nothing at " + fault.provider() + " " + fault.step());
        }
    }
}

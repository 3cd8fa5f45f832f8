package io.downbeat.sandbox;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The providers, simulated on one port, each below a prefix of its own. What they hold is the {@link #ledger()}, how
 * they fail is set by {@link Fault}s. Without a folder all state is in memory and dies with {@link #close()}.
 */
public final class Sandbox implements AutoCloseable {
    private final SandboxClock clock;
    private final Faults faults = new Faults();
    private final CallLog log = new CallLog();
    private final Journal journal;
    private final @Nullable SandboxFolder folder;
    private final LateCalls late;
    private final StripeWebhooks webhooks;
    private final StripeSandbox stripe;
    private final NetsuiteSandbox netsuite;
    private final List<Simulator> simulators;
    private final SandboxControl control;
    private final SandboxHttp http;

    private Sandbox(String host, int port, SandboxClock clock, @Nullable SandboxFolder folder) throws IOException {
        this.clock = clock;
        this.folder = folder;
        this.journal = folder == null ? Journal.none() : folder.journal();
        this.late = new LateCalls(journal);
        this.webhooks = new StripeWebhooks(clock, faults, journal);
        this.stripe = new StripeSandbox(clock, webhooks, journal);
        this.netsuite = new NetsuiteSandbox(clock, journal);
        StsSandbox sts = new StsSandbox(clock);
        // The metering simulator answers every AWS target that nobody takes, so it stays the last of AWS.
        IssuedTokens azure = new IssuedTokens(clock);
        IssuedTokens google = new IssuedTokens(clock);
        this.simulators = List.of(
                stripe,
                netsuite,
                sts,
                new SqsSandbox(clock, sts, journal),
                new SnsSandbox(clock, sts, journal),
                new AwsMeteringSandbox(clock, sts, journal),
                new AzureLoginSandbox(azure),
                new AzureMeteringSandbox(clock, azure, journal),
                new GcpTokenSandbox(clock, google),
                new GcpServiceSandbox(clock, google, journal),
                new TackleSandbox(clock, journal));
        this.control = new SandboxControl(this);
        int preferred = port == 0 && folder != null ? folder.lastPort() : port;
        this.http = SandboxHttp.start(
                SandboxHttp.bound(host, preferred, port),
                simulators,
                new FaultInjector(log, faults, late, journal),
                control);
    }

    /** A sandbox in the time of its callers. Port 0 takes a free one. */
    public static Sandbox start(String host, int port, InstantSource clock) throws IOException {
        return new Sandbox(host, port, SandboxClock.injected(clock), null);
    }

    /**
     * A sandbox that stands alone. Its clock can be set by {@code POST /sandbox/clock}; until then it shows wall time
     * and compares no timestamp of a caller to it, because the callers may live in simulated time.
     */
    public static Sandbox standalone(String host, int port, InstantSource wall) throws IOException {
        return new Sandbox(host, port, SandboxClock.own(wall), null);
    }

    /**
     * As {@link #start(String, int, InstantSource)}, remembering in a folder what the providers hold. Port 0 takes the
     * one that it had last, if it is free.
     *
     * @throws IOException with a sentence if the folder cannot be used, or {@link java.net.BindException} for a taken port
     */
    public static Sandbox start(String host, int port, InstantSource clock, Path folder) throws IOException {
        return kept(host, port, SandboxClock.injected(clock), folder);
    }

    /** As {@link #standalone(String, int, InstantSource)}, remembering as {@link #start(String, int, InstantSource, Path)}. */
    public static Sandbox standalone(String host, int port, InstantSource wall, Path folder) throws IOException {
        return kept(host, port, SandboxClock.own(wall), folder);
    }

    /** The port of the sandbox that worked in a folder last, 0 if none did. */
    public static int lastPort(Path folder) throws IOException {
        return SandboxFolder.lastPort(folder);
    }

    private static Sandbox kept(String host, int port, SandboxClock clock, Path path) throws IOException {
        SandboxFolder folder = SandboxFolder.open(path);
        try {
            Sandbox sandbox = new Sandbox(host, port, clock, folder);
            folder.keepPort(sandbox.port());
            return sandbox;
        } catch (IOException | RuntimeException failure) {
            folder.close();
            throw failure;
        }
    }

    public URI uri() {
        return http.uri();
    }

    public int port() {
        return uri().getPort();
    }

    /** {@code /sandbox/*} without HTTP, so that the main server can offer the same doors. Path may carry a query. */
    public SandboxAnswer control(String method, String path, byte[] body) {
        return control.answer(method, path, body);
    }

    /** Every effect that the providers hold. */
    public List<LedgerEntry> ledger() {
        return simulators.stream()
                .flatMap(simulator -> simulator.ledger().stream())
                .toList();
    }

    /** Replaces all faults. */
    public void setFaults(List<Fault> all) {
        all.forEach(this::check);
        faults.set(all);
    }

    /** Adds to the faults in force. */
    public void addFaults(List<Fault> more) {
        more.forEach(this::check);
        faults.add(more);
    }

    public void clearFaults() {
        faults.clear();
    }

    /** How often each {@code provider/step} was called, calls that a fault dropped included. */
    public Map<String, Integer> calls() {
        return log.steps();
    }

    /** How often each connected Stripe account was called, on whatever step. */
    public Map<String, Integer> callsByAccount() {
        return log.accounts();
    }

    /**
     * How often each {@code provider/step/fault} had its way, faults that were cleared meanwhile included. One that rides
     * along counts where it made a difference, so in a batch it may count for each record.
     */
    public Map<String, Integer> injected() {
        return faults.injected();
    }

    /** The steps of a provider, as faults name them. */
    public List<String> steps(String provider) {
        return simulators.stream()
                .filter(each -> each.provider().equals(provider))
                .flatMap(each -> each.steps().stream())
                .sorted()
                .toList();
    }

    /** Lands every request still held by {@code apply_late} and answers how many there were. */
    public int landLate() {
        return late.landAll();
    }

    /** Forgets everything but the clock, and goes on with new ids. */
    public void reset() {
        late.reset();
        faults.clear();
        faults.forgetStruck();
        webhooks.reset();
        simulators.forEach(Simulator::reset);
        journal.clear();
        log.reset();
    }

    @Override
    public void close() {
        http.close();
        late.reset();
        webhooks.close();
        if (folder != null) folder.close();
    }

    SandboxClock clock() {
        return clock;
    }

    Faults faults() {
        return faults;
    }

    CallLog log() {
        return log;
    }

    LateCalls late() {
        return late;
    }

    StripeSandbox stripe() {
        return stripe;
    }

    NetsuiteSandbox netsuite() {
        return netsuite;
    }

    StripeWebhooks webhooks() {
        return webhooks;
    }

    /** A fault that can never strike would make its test prove nothing. */
    private void check(Fault fault) {
        List<Simulator> known = simulators.stream()
                .filter(each -> each.provider().equals(fault.provider()))
                .toList();
        if (known.isEmpty())
            throw new IllegalArgumentException("provider: unknown provider '" + fault.provider() + "'");
        List<String> steps = known.stream()
                .flatMap(each -> each.steps().stream())
                .filter(step -> fault.step().equals("*") || fault.step().equals(step))
                .toList();
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("step: " + fault.provider() + " has no step '" + fault.step() + "'");
        }
        if (steps.stream().noneMatch(fault.kind()::concerns)) {
            throw new IllegalArgumentException(
                    "fault: " + fault.fault() + " means nothing at " + fault.provider() + " " + fault.step());
        }
    }
}

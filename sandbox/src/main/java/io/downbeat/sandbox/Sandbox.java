package io.downbeat.sandbox;

import com.sun.net.httpserver.HttpServer;
import io.downbeat.sandbox.faults.Fault;
import io.downbeat.sandbox.http.SandboxAnswer;
import io.downbeat.sandbox.ledger.Journal;
import io.downbeat.sandbox.ledger.LedgerEntry;
import io.downbeat.sandbox.ledger.SandboxClock;
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
    private final SimulatedProviders providers;
    private final SandboxControl control;
    private final SandboxHttp http;
    private final @Nullable SandboxFolder folder;

    private Sandbox(String host, int port, SandboxClock clock, @Nullable SandboxFolder folder) throws IOException {
        this.folder = folder;
        this.providers = new SimulatedProviders(clock, folder == null ? Journal.none() : folder.journal());
        int preferred = port == 0 && folder != null ? folder.lastPort() : port;
        HttpServer server = SandboxHttp.bound(host, preferred, port);
        this.control = new SandboxControl(providers, SandboxHttp.uri(server));
        this.http = SandboxHttp.start(server, providers, control);
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
        return remembering(host, port, SandboxClock.injected(clock), folder);
    }

    /** As {@link #standalone(String, int, InstantSource)}, remembering as {@link #start(String, int, InstantSource, Path)}. */
    public static Sandbox standalone(String host, int port, InstantSource wall, Path folder) throws IOException {
        return remembering(host, port, SandboxClock.own(wall), folder);
    }

    /** The port of the sandbox that worked in a folder last, 0 if none did. */
    public static int lastPort(Path folder) throws IOException {
        return SandboxFolder.lastPort(folder);
    }

    private static Sandbox remembering(String host, int port, SandboxClock clock, Path path) throws IOException {
        SandboxFolder folder = SandboxFolder.open(path);
        try {
            Sandbox sandbox = new Sandbox(host, port, clock, folder);
            folder.savePort(sandbox.port());
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

    /** {@code /sandbox/*} without HTTP, so that the main server can offer the same endpoints. Path may carry a query. */
    public SandboxAnswer control(String method, String path, byte[] body) {
        return control.answer(method, path, body);
    }

    /** Every effect that the providers hold. */
    public List<LedgerEntry> ledger() {
        return providers.ledger();
    }

    /** Replaces all faults. */
    public void setFaults(List<Fault> all) {
        providers.setFaults(all);
    }

    /** Adds to the faults in force. */
    public void addFaults(List<Fault> more) {
        providers.addFaults(more);
    }

    public void clearFaults() {
        providers.faults().clear();
    }

    /** How often each {@code provider/step} was called, calls that a fault dropped included. */
    public Map<String, Integer> calls() {
        return providers.log().steps();
    }

    /** How often each connected Stripe account was called, on whatever step. */
    public Map<String, Integer> callsByAccount() {
        return providers.log().accounts();
    }

    /**
     * How often each {@code provider/step/fault} had its way, faults that were cleared meanwhile included. One that rides
     * along counts where it made a difference, so in a batch it may count for each record.
     */
    public Map<String, Integer> injected() {
        return providers.faults().injected();
    }

    /** The steps of a provider, as faults name them. */
    public List<String> steps(String provider) {
        return providers.steps(provider);
    }

    /** Delivers every request still held back by {@code apply_late} and answers how many there were. */
    public int deliverDelayed() {
        return providers.delayed().deliverAll();
    }

    /** Forgets everything but the clock, and goes on with new ids. */
    public void reset() {
        providers.reset();
    }

    @Override
    public void close() {
        http.close();
        providers.close();
        if (folder != null) {
            folder.close();
        }
    }
}

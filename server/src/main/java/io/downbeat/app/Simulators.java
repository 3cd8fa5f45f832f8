package io.downbeat.app;

import io.downbeat.app.terminal.StartRefused;
import io.downbeat.platform.work.BusinessClock;
import io.downbeat.sandbox.Sandbox;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.support.GenericApplicationContext;

/**
 * The provider simulators, which are a module of their own. Only this class, {@link SandboxedProviders} and {@link
 * SandboxPlayground} name them, so that the server starts without that module; {@link SandboxPresence} says whether it is there.
 */
final class Simulators implements AutoCloseable {
    private final Sandbox sandbox;

    private Simulators(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    /** Those of {@code serve --sandbox}: on a free port, in the server's time. */
    static Simulators inProcess(BusinessClock clock, Optional<Path> folder) {
        SandboxPresence.require("--sandbox");
        try {
            return new Simulators(
                    folder.isPresent()
                            ? Sandbox.start("127.0.0.1", 0, clock, folder.get())
                            : Sandbox.start("127.0.0.1", 0, clock));
        } catch (IOException e) {
            throw new StartRefused("the sandbox cannot start: " + e.getMessage());
        }
    }

    /** Those of {@code sandbox}: alone, in real time. */
    static Simulators alone(String host, int port, @Nullable Path folder) {
        SandboxPresence.require("sandbox");
        InstantSource clock = InstantSource.system();
        try {
            return new Simulators(
                    folder == null
                            ? Sandbox.standalone(host, port, clock)
                            : Sandbox.standalone(host, port, clock, folder));
        } catch (BindException e) {
            throw new StartRefused("port " + port + " on " + host + " is taken; choose another with --port");
        } catch (IOException e) {
            throw new StartRefused("the sandbox cannot start: " + e.getMessage());
        }
    }

    URI uri() {
        return sandbox.uri();
    }

    /** Opens their control endpoints on the server's own port too; they end with the context. */
    void joinServer(GenericApplicationContext context) {
        context.registerBean(Sandbox.class, () -> sandbox);
        context.registerBean(SandboxedProviders.class);
        context.registerBean(SandboxPlayground.class);
    }

    @Override
    public void close() {
        sandbox.close();
    }
}

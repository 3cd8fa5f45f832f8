package io.downbeat.app;

import io.downbeat.app.nodes.SandboxSettings;
import io.downbeat.sandbox.Sandbox;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "sandbox",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Run the provider simulators alone: one port, one prefix per provider.")
final class SandboxCommand implements Callable<Integer> {
    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            paramLabel = "HOST",
            description = "address to listen on (${DEFAULT-VALUE})")
    String host = "127.0.0.1";

    @Option(
            names = "--port",
            defaultValue = "9090",
            paramLabel = "PORT",
            description = "port to listen on (${DEFAULT-VALUE}); 0 takes a free one")
    int port = 9090;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "remember in this folder what the providers hold (else it is forgotten at the end)")
    @Nullable
    Path data;

    @Override
    public Integer call() throws InterruptedException {
        Sandbox sandbox = start();
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            sandbox.close();
                            stopped.countDown();
                        },
                        "shutdown"));
        System.out.println("The sandbox is listening on " + sandbox.uri());
        System.out.println("Point a server at it with:");
        SandboxSettings.of(sandbox.uri())
                .forEach((name, value) -> System.out.println("  export " + name + "=" + value));
        stopped.await();
        return 0;
    }

    private Sandbox start() {
        try {
            return data == null
                    ? Sandbox.standalone(host, port, InstantSource.system())
                    : Sandbox.standalone(host, port, InstantSource.system(), data.resolve("sandbox"));
        } catch (BindException e) {
            throw new StartRefused("port " + port + " on " + host + " is taken; choose another with --port");
        } catch (IOException e) {
            throw new StartRefused("the sandbox cannot start: " + e.getMessage());
        }
    }
}

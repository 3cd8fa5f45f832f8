package io.downbeat.app;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "sandbox",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Run the provider simulators alone: one port, one prefix per provider.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./downbeat sandbox                    prints the settings that point a server at it",
            "  ./downbeat sandbox --data ./sandbox   remembers what the providers hold",
        })
final class SandboxCommand implements Callable<Integer> {
    @Mixin
    ListenOptions listen = new ListenOptions(9090);

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "remember in this folder what the providers hold (else it is forgotten at the end)")
    @Nullable
    Path data;

    @Override
    public Integer call() throws InterruptedException {
        listen.check();
        Simulators sandbox = Simulators.alone(listen.host, listen.port, data == null ? null : data.resolve("sandbox"));
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
}

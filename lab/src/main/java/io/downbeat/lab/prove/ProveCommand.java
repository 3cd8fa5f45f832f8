package io.downbeat.lab.prove;

import io.downbeat.app.AddedCommand;
import io.downbeat.app.ConsolePrinter;
import io.downbeat.app.Progress;
import java.io.IOException;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.Base64;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Exit codes: 0 the proof holds, 1 it does not. */
@Command(
        name = "prove",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Kill servers, lose answers, move customers, and compare what every provider holds with what was used.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./downbeat prove --quick       a small one",
            "  ./downbeat prove --seed 7      others of everything that is drawn",
            "  ./downbeat prove --deliveries 50000 --processes 4",
        })
public final class ProveCommand implements Callable<Integer>, AddedCommand {
    @Option(names = "--deliveries", defaultValue = "10000", description = "about how many (${DEFAULT-VALUE})")
    int deliveries = 10_000;

    @Option(names = "--processes", defaultValue = "3", description = "servers on one database (${DEFAULT-VALUE})")
    int processes = 3;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "of what is drawn; a failure names it (${DEFAULT-VALUE})")
    long seed = 1;

    @Option(names = "--quick", description = "a small one, in about a minute")
    boolean quick;

    @Override
    public Integer call() throws IOException, SQLException {
        Plan plan = quick ? Plan.quick(seed) : Plan.whole(deliveries, processes, seed);
        var printer = ConsolePrinter.ofProcess();
        printer.fact(
                "%,d deliveries over %d destinations, %d servers on one database, up to %d kills, %.0f%% of the calls"
                        + " faulty, seed %d",
                plan.deliveries(), Destinations.ALL.size(), plan.processes(), plan.kills(), plan.faulty() * 100, seed);
        Oracle.Verdict verdict = prove(plan, printer);
        new ProofReport(verdict, plan).print(printer);
        return verdict.problems().isEmpty() ? 0 : 1;
    }

    private static Oracle.Verdict prove(Plan plan, ConsolePrinter printer) throws IOException, SQLException {
        try (Progress progress = Progress.ofProcess("starting PostgreSQL and %d servers".formatted(plan.processes()));
                ProofEnvironment environment = ProofEnvironment.make(plan)) {
            ProofRun run = new ProofRun(plan, environment, line -> progress.stays(() -> printer.fact("%s", line)));
            progress.now(run::status);
            run.play(freshKey());
            progress.now("comparing what the providers hold with what was used");
            return run.judge();
        }
    }

    /** For those providers whose clients sign; the simulators take any, so a fresh one is as good as a kept one. */
    static String freshKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
            String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key);
            return "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
        } catch (NoSuchAlgorithmException none) {
            throw new IllegalStateException("a JDK without RSA", none);
        }
    }
}

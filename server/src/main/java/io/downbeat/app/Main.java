package io.downbeat.app;

import io.downbeat.platform.db.DatabaseUnavailable;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./downbeat <command>}. Exit codes: 0 done, 1 the check or run found something wrong, 2 wrongly called. */
@Command(
        name = "downbeat",
        mixinStandardHelpOptions = true,
        description = "Usage billing in which every invoice goes to exactly one billing provider, exactly once.",
        subcommands = {ServeCommand.class, SandboxCommand.class, VerifyCommand.class, ReconcileCommand.class})
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        CommandLine line = new CommandLine(new Main());
        ServiceLoader.load(AddedCommand.class).forEach(line::addSubcommand);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof StartRefused || failure instanceof DatabaseUnavailable) {
                command.getErr().println("downbeat: " + failure.getMessage());
                return 2;
            }
            throw failure;
        });
        if (arguments.length == 0) {
            line.usage(System.err);
            return 2;
        }
        return line.execute(arguments);
    }
}

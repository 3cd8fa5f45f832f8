package io.downbeat.app;

import io.downbeat.app.terminal.CompletionCommand;
import io.downbeat.app.terminal.RunFailed;
import io.downbeat.app.terminal.StartRefused;
import io.downbeat.app.terminal.Terminal;
import io.downbeat.app.terminal.UnexpectedFailure;
import io.downbeat.app.terminal.Version;
import io.downbeat.platform.db.DatabaseUnavailable;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.HelpCommand;

/**
 * {@code ./downbeat <command>}. Exit codes: 0 done, 1 the check or run found something wrong or failed, 2 wrongly
 * called.
 */
@Command(
        name = "downbeat",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Usage billing in which every invoice goes to exactly one billing provider, exactly once.",
        subcommands = {
            ServeCommand.class,
            SandboxCommand.class,
            VerifyCommand.class,
            ReconcileCommand.class,
            CompletionCommand.class,
            HelpCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./downbeat demo                 the product story, in about a minute",
            "  ./downbeat serve --sandbox      a server to play with; no provider is called",
            "  ./downbeat help serve           the options of a command",
        })
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        CommandLine line = commandLine();
        if (arguments.length == 0) {
            line.usage(System.err);
            return 2;
        }
        return line.execute(arguments);
    }

    private static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        ServiceLoader.load(AddedCommand.class).forEach(line::addSubcommand);
        line.getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec().versionProvider(new Version()));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(true);
        line.setColorScheme(Help.defaultColorScheme(Terminal.ofOutput().ansi()));
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            boolean isCallers = failure instanceof StartRefused || failure instanceof DatabaseUnavailable;
            boolean isForeseen = isCallers || failure instanceof RunFailed;
            command.getErr()
                    .println("downbeat: " + (isForeseen ? failure.getMessage() : UnexpectedFailure.told(failure)));
            return isCallers ? 2 : 1;
        });
        return line;
    }
}

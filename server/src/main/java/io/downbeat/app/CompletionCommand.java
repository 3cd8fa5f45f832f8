package io.downbeat.app;

import java.io.PrintWriter;
import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One script serves both shells: picocli's, which loads bash's way of completing into zsh. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Print a script by which the shell completes commands, options and their values.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(./downbeat completion bash)      in this bash",
            "  source <(./downbeat completion zsh)       in this zsh",
        })
final class CompletionCommand implements Runnable {
    enum Shell {
        BASH,
        ZSH;

        /** As it is typed, and listed in the help. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
    Shell shell = Shell.BASH;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything is called
    CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(AutoComplete.bash("downbeat", spec.root().commandLine()));
        out.flush();
    }
}

package io.downbeat.app.maintenance;

import io.downbeat.app.AddedCommand;
import io.downbeat.app.DatabaseOptions;
import io.downbeat.app.OpenedDatabase;
import io.downbeat.app.SecretFiles;
import io.downbeat.app.Settings;
import io.downbeat.app.SettingsSource;
import io.downbeat.app.terminal.ConsolePrinter;
import io.downbeat.app.terminal.Progress;
import io.downbeat.app.terminal.StartRefused;
import io.downbeat.platform.secrets.SecretBox;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "rotate-secret-key",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Seal every stored secret again, with DOWNBEAT_SECRET_KEY in the place of"
            + " DOWNBEAT_SECRET_KEY_PREVIOUS. Servers may be at work, each with both keys. Broken off, it goes on when"
            + " called again.")
public final class RotateSecretKeyCommand implements AddedCommand, Callable<Integer> {
    @Mixin
    DatabaseOptions database = new DatabaseOptions();

    @Override
    public Integer call() {
        Settings settings = SettingsSource.ofProcess().settings();
        if (settings.secretKey() == null) {
            throw new StartRefused("set DOWNBEAT_SECRET_KEY to the new key, and DOWNBEAT_SECRET_KEY_PREVIOUS to the one"
                    + " that takes its place (where none was set, it is in secret.key in the data folder)");
        }
        SecretBox secrets = SecretFiles.secrets(settings, database.data());
        return tell(rotated(settings, secrets), secrets.keyId());
    }

    private Map<String, Integer> rotated(Settings settings, SecretBox secrets) {
        try (Progress progress = Progress.ofProcess("secrets are sealed again");
                OpenedDatabase opened = database.change(settings)) {
            return new SecretKeyRotation(opened.database().dataSource(), secrets)
                    .rotate((column, count) -> progress.now("%s: %,d sealed again".formatted(column, count)));
        }
    }

    private static int tell(Map<String, Integer> counts, String keyId) {
        var printer = ConsolePrinter.ofProcess();
        printer.table(
                List.of("secrets", "sealed again"),
                counts.entrySet().stream()
                        .map(each -> List.of(each.getKey(), "" + each.getValue()))
                        .toList());
        printer.good("every secret is sealed with key " + keyId + "; DOWNBEAT_SECRET_KEY_PREVIOUS is needed no more");
        return 0;
    }
}

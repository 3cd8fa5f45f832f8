package io.downbeat;

import static org.assertj.core.api.Assertions.assertThat;

import com.palantir.javaformat.java.Main;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every source file of the three modules is as the formatter writes it, so that no review has to speak of layout. To
 * have the files rewritten: {@code mvn test -pl server -am -Dtest=FormatTest -Ddownbeat.format=write}.
 */
class FormatTest {

    @Test
    void every_source_is_as_the_formatter_writes_it() throws Exception {
        boolean write = "write".equals(System.getProperty("downbeat.format"));
        List<String> line = new ArrayList<>(List.of("--palantir"));
        line.addAll(write ? List.of("--replace") : List.of("--dry-run", "--set-exit-if-changed"));
        for (String module : List.of("server", "sandbox", "lab")) {
            line.addAll(sources(Path.of(module, "src")));
        }
        var unformatted = new StringWriter();
        var errors = new StringWriter();
        int exit = new Main(new PrintWriter(unformatted), new PrintWriter(errors), InputStream.nullInputStream())
                .format(line.toArray(String[]::new));
        assertThat(exit)
                .as("run with -Ddownbeat.format=write to mend:\n%s%s", unformatted, errors)
                .isZero();
    }

    private static List<String> sources(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(Path::toString)
                    .filter(name -> name.endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }
}

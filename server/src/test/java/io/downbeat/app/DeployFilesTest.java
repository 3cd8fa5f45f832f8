package io.downbeat.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files that servers are deployed from, as far as they can be held against the server without what runs them. */
class DeployFilesTest {
    private static final Path DEPLOY = Path.of("deploy");
    private static final Path ARCHIVE = Path.of("distribution/src/main/archive");
    /** The launcher's, and no setting. */
    private static final String LAUNCHERS = "DOWNBEAT_JAVA_OPTS";

    private static final Pattern VARIABLE = Pattern.compile("\\bDOWNBEAT_[A-Z_]+\\b");
    /** A line that is nothing but a directive of the template's language, and one that brings lines of its own. */
    private static final Pattern DIRECTIVE = Pattern.compile("(?m)^\\s*\\{\\{-? ?(if|with|range|end|else)\\b.*\\}\\}$");

    private static final Pattern BLOCK = Pattern.compile("(?m)^( *)\\{\\{-.*nindent \\d+ \\}\\}$");
    private static final Pattern VALUE = Pattern.compile("\"?\\{\\{[^}]*\\}\\}(:\\{\\{[^}]*\\}\\})?\"?");

    static List<Path> files() throws IOException {
        try (Stream<Path> deploy = Files.walk(DEPLOY);
                Stream<Path> archive = Files.walk(ARCHIVE)) {
            return Stream.concat(deploy, archive).filter(Files::isRegularFile).toList();
        }
    }

    static List<Path> yaml() throws IOException {
        return files().stream()
                .filter(file -> file.toString().endsWith(".yaml"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("files")
    void they_set_nothing_that_is_no_setting(Path file) throws IOException {
        Set<String> named = new TreeSet<>();
        VARIABLE.matcher(Files.readString(file)).results().forEach(found -> named.add(found.group()));
        // The one that a Service would make, named where it is kept away.
        named.remove("DOWNBEAT_PORT");
        named.remove(LAUNCHERS);
        assertThat(SettingsSource.VARIABLES).containsAll(named);
    }

    @ParameterizedTest
    @MethodSource("yaml")
    void they_are_yaml_once_the_directives_are_taken_away(Path file) throws IOException {
        assertThat(read(file)).isNotNull();
    }

    @Test
    void a_pod_is_probed_on_what_is_open_and_gets_no_variables_of_services() throws IOException {
        Map<?, ?> pod =
                at(at(at(read(DEPLOY.resolve("helm/downbeat/templates/deployment.yaml")), "spec"), "template"), "spec");
        assertThat(pod.get("enableServiceLinks")).isEqualTo(false);
        assertThat(pod.get("automountServiceAccountToken")).isEqualTo(false);
        assertThat(at(pod, "securityContext").get("runAsNonRoot")).isEqualTo(true);
        Map<?, ?> container = (Map<?, ?>) ((List<?>) pod.get("containers")).getFirst();
        assertThat(at(at(container, "readinessProbe"), "httpGet").get("path")).isEqualTo("/health");
        assertThat(at(at(container, "livenessProbe"), "httpGet").get("path")).isEqualTo("/health/live");
        assertThat(container.get("env").toString())
                .contains("DOWNBEAT_DATABASE_URL", "DOWNBEAT_API_TOKEN", "DOWNBEAT_SECRET_KEY_PREVIOUS");
    }

    /** A value that no template reads, or one that is read and has no default, is a slip of the pen. */
    @Test
    void every_value_of_the_chart_is_read_and_every_value_read_is_there() throws IOException {
        Path chart = DEPLOY.resolve("helm/downbeat");
        Map<?, ?> values = read(chart.resolve("values.yaml"));
        Set<String> read = new TreeSet<>();
        try (Stream<Path> templates = Files.list(chart.resolve("templates"))) {
            for (Path template : templates.toList()) {
                Pattern.compile("\\.Values\\.(\\w+)")
                        .matcher(Files.readString(template))
                        .results()
                        .forEach(found -> read.add(found.group(1)));
            }
        }
        assertThat(read).isEqualTo(new TreeSet<>(values.keySet()));
    }

    private static Map<?, ?> at(Map<?, ?> map, String key) {
        return (Map<?, ?>) map.get(key);
    }

    /** As a chart would be with every condition met, and a word in the place of every value. */
    private static Map<?, ?> read(Path file) throws IOException {
        String text = DIRECTIVE.matcher(Files.readString(file)).replaceAll("");
        text = BLOCK.matcher(text).replaceAll("$1block: rendered");
        text = VALUE.matcher(text).replaceAll("value");
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    }
}

package io.downbeat.app;

import io.downbeat.app.terminal.StartRefused;
import io.downbeat.core.Nearest;
import io.downbeat.platform.tracing.StandardVariables;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.propertyeditors.URIEditor;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Where {@link Settings} come from: environment variables, and system properties, which win. A property is spelled
 * {@code downbeat.api.token} or as Spring does, {@code downbeat.api-token}. An empty value counts as unset.
 */
public final class SettingsSource {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsSource.class);
    private static final String VARIABLE = "DOWNBEAT_";
    private static final String PROPERTY = "downbeat.";
    /** Options for Java, which are the launcher's and no setting. */
    private static final String LAUNCHER = "DOWNBEAT_JAVA_OPTS";
    /** What Kubernetes puts into the environment for a service named {@code downbeat} or {@code downbeat-...}. */
    private static final Pattern KUBERNETES = Pattern.compile(
            "DOWNBEAT_(\\w+_)?(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    /** The environment variables that are settings. */
    static final Set<String> VARIABLES =
            variables(Settings.class, Settings.PREFIX).collect(Collectors.toUnmodifiableSet());
    /** So many letters wrong, missing or too many are a slip; {@code DOWNBEAT_TOKEN} lacks four. */
    private static final int NEAR = 4;

    private final Map<String, String> values;
    private final List<String> unknown;
    private final Map<String, String> telemetry;

    /** @param environment with variables that are none of Downbeat's too, as any process has them */
    public SettingsSource(Map<String, String> environment, Map<?, ?> properties) {
        this(new HashMap<>(), new ArrayList<>(), new HashMap<>());
        new TreeMap<>(environment).forEach((name, value) -> {
            if (name.startsWith(VARIABLE) && !name.equals(LAUNCHER) && !isOfKubernetes(name, value)) {
                take(name, name, value);
            } else if (name.startsWith(StandardVariables.PREFIX)) {
                telemetry.put(name, value);
            }
        });
        properties.forEach((name, value) -> {
            if (name instanceof String property && property.startsWith(PROPERTY)) {
                take(variable(property), property, String.valueOf(value));
            }
        });
    }

    private SettingsSource(Map<String, String> values, List<String> unknown, Map<String, String> telemetry) {
        this.values = values;
        this.unknown = unknown;
        this.telemetry = telemetry;
    }

    /** Those of this process; what is set in vain is told once, in the log. */
    public static SettingsSource ofProcess() {
        var source = new SettingsSource(System.getenv(), System.getProperties());
        source.unknown().forEach(LOG::warn);
        return source;
    }

    /** These settings, with others in the place of what was set or not. */
    SettingsSource with(Map<String, String> variables) {
        Map<String, String> changed = new HashMap<>(values);
        changed.putAll(variables);
        return new SettingsSource(changed, unknown, telemetry);
    }

    /** Of these variables those that are set: for another process that is to work by the same settings. */
    public Map<String, String> set(Collection<String> variables) {
        Map<String, String> set = new HashMap<>(values);
        set.keySet().retainAll(variables);
        return set;
    }

    /** The variables that OpenTelemetry has for every program. */
    Map<String, String> telemetry() {
        return Map.copyOf(telemetry);
    }

    /** A sentence on each name that means nothing to Downbeat. */
    List<String> unknown() {
        return List.copyOf(unknown);
    }

    /** @throws StartRefused with the variable's name and the way out, if a value is malformed or out of its range */
    public Settings settings() {
        // Spring tells an environment from other sources by its name, and maps the names of variables only there.
        var source = new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new HashMap<>(values));
        // Without placeholders, since a password may well hold a "${"; and without an editor that mends URLs.
        var binder = new Binder(
                ConfigurationPropertySources.from(source),
                null,
                null,
                editors -> editors.registerCustomEditor(URI.class, new URIEditor(false)));
        try {
            return binder.bindOrCreate(Settings.PREFIX, Settings.class);
        } catch (BindException failure) {
            throw refusal(failure);
        }
    }

    private void take(String variable, String name, String value) {
        if (!VARIABLES.contains(variable)) {
            unknown.add(name + " is not a setting of Downbeat and has no effect"
                    + Nearest.to(variable, VARIABLES, NEAR)
                            .map(near -> "; is " + near + " meant?")
                            .orElse(""));
        } else if (!value.isBlank()) {
            values.put(variable, value.strip());
        }
    }

    /** Also {@code DOWNBEAT_PORT=tcp://10.0.0.7:8080}; with a mere number it is a person's, and worth a warning. */
    private static boolean isOfKubernetes(String name, String value) {
        return KUBERNETES.matcher(name).matches() || name.endsWith("_PORT") && value.matches("(tcp|udp|sctp)://.*");
    }

    /** {@code downbeat.stripe.api-base}, {@code downbeat.stripe.api.base} and Spring's other forms. */
    static String variable(String property) {
        return DataObjectPropertyName.toDashedForm(property)
                .replace('.', '_')
                .replace('-', '_')
                .toUpperCase(Locale.ROOT);
    }

    private static Stream<String> variables(Class<?> group, String prefix) {
        return Arrays.stream(group.getRecordComponents()).flatMap(component -> {
            String property = prefix + "." + component.getName();
            boolean isGroup = component.getType().isRecord() && component.getType() != Settings.Secret.class;
            return isGroup ? variables(component.getType(), property) : Stream.of(variable(property));
        });
    }

    /** The sentence of a record that refused, or one on a text that does not have the form of its setting. */
    private static RuntimeException refusal(BindException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StartRefused refused) {
                return refused;
            }
        }
        ConfigurationProperty property = failure.getProperty();
        if (property == null) {
            return failure;
        }
        return new StartRefused(variable(failure.getName().toString()) + " must be "
                + form(failure.getTarget().getType().toClass()) + ", not " + property.getValue());
    }

    private static String form(Class<?> type) {
        if (type == Duration.class) {
            return "an ISO-8601 duration such as PT24H";
        }
        if (type == URI.class) {
            return "an http or https URL";
        }
        return type == boolean.class ? "true or false" : "a whole number";
    }
}

package io.downbeat.app.terminal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Enumeration;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import picocli.CommandLine.IVersionProvider;

/** Which Downbeat this is, from the notes that the build leaves in its jar; classes that are in no jar have none. */
public final class Version implements IVersionProvider {
    private static final Attributes.Name COMMIT = new Attributes.Name("Downbeat-Commit");
    private static final Attributes.Name POSTGRES = new Attributes.Name("Downbeat-PostgreSQL");
    private static final String UNKNOWN = "unknown";

    @Override
    public String[] getVersion() throws IOException {
        Attributes notes = notes();
        return new String[] {
            line(notes),
            "JDK " + Runtime.version() + " in " + System.getProperty("java.home"),
            "PostgreSQL " + note(notes, POSTGRES) + " comes along; an external one is 15 or newer",
        };
    }

    /** Which Downbeat, and of which commit; both {@code unknown} of classes that are in no jar. */
    public static String inOneLine() {
        try {
            return line(notes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the notes of the build cannot be read", unreadable);
        }
    }

    private static String line(Attributes notes) {
        return "Downbeat " + note(notes, Attributes.Name.IMPLEMENTATION_VERSION) + ", commit " + note(notes, COMMIT);
    }

    private static Attributes notes() throws IOException {
        Enumeration<URL> manifests = Version.class.getClassLoader().getResources("META-INF/MANIFEST.MF");
        while (manifests.hasMoreElements()) {
            try (var stream = manifests.nextElement().openStream()) {
                Attributes attributes = new Manifest(stream).getMainAttributes();
                if (attributes.containsKey(POSTGRES)) {
                    return attributes;
                }
            }
        }
        return new Attributes();
    }

    /** Sources without a history leave the name of the property that the build would have filled in. */
    private static String note(Attributes notes, Attributes.Name name) {
        String note = notes.getValue(name);
        return note == null || note.startsWith("$") ? UNKNOWN : note;
    }
}

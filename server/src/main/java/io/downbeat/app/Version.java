package io.downbeat.app;

import java.io.IOException;
import java.net.URL;
import java.util.Enumeration;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import picocli.CommandLine.IVersionProvider;

/** Which Downbeat this is, from the notes that the build leaves in its jar; classes that are in no jar have none. */
final class Version implements IVersionProvider {
    private static final Attributes.Name COMMIT = new Attributes.Name("Downbeat-Commit");
    private static final Attributes.Name POSTGRES = new Attributes.Name("Downbeat-PostgreSQL");
    private static final String UNKNOWN = "unknown";

    @Override
    public String[] getVersion() throws IOException {
        Attributes notes = notes();
        return new String[] {
            "Downbeat " + note(notes, Attributes.Name.IMPLEMENTATION_VERSION) + ", commit " + note(notes, COMMIT),
            "JDK " + Runtime.version() + " in " + System.getProperty("java.home"),
            "PostgreSQL " + note(notes, POSTGRES) + " comes along; an external one is 15 or newer",
        };
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

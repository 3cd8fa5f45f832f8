package io.downbeat.app;

import io.downbeat.app.terminal.StartRefused;

/** Whether the provider simulators are on the class path. This class loads without them. */
final class SandboxPresence {
    private static final String ENTRY = "io.downbeat.sandbox.Sandbox";

    private SandboxPresence() {}

    /**
     * Does nothing if they are there.
     *
     * @param asked the option or command that needs them, for the message
     * @throws StartRefused if they are not
     */
    static void require(String asked) {
        try {
            Class.forName(ENTRY, false, SandboxPresence.class.getClassLoader());
        } catch (ClassNotFoundException missing) {
            throw new StartRefused(
                    asked + " needs the provider simulators, and the module downbeat-sandbox is not on the"
                            + " class path; the whole distribution has it, or leave " + asked + " out");
        }
    }
}

package io.downbeat.console.settings;

/** The pages among which one chooses within the settings. */
public enum Tab {
    ACCOUNTS("Accounts and tokens", "/console/settings"),
    WEBHOOKS("Webhooks", "/console/settings/webhooks"),
    AUDIT_LOG("Audit log", "/console/settings/audit-log"),
    SERVER("This server", "/console/settings/server");

    /** The key of the section that all of them belong to. */
    static final String SECTION = "settings";

    private final String label;
    private final String path;

    Tab(String label, String path) {
        this.label = label;
        this.path = path;
    }

    public String label() {
        return label;
    }

    public String path() {
        return path;
    }
}

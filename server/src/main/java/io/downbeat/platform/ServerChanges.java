package io.downbeat.platform;

import java.util.List;

/**
 * What the server itself changed, by its own work or as a consequence of what somebody asked for; all that one piece of work
 * changed at once, so that it is written down in bulk too. Published, like a {@link Change}, in the changing transaction.
 */
public record ServerChanges(List<Change> changes) {
    public ServerChanges {
        changes = List.copyOf(changes);
    }

    public static ServerChanges of(Change change) {
        return new ServerChanges(List.of(change));
    }
}

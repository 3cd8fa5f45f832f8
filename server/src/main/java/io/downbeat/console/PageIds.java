package io.downbeat.console;

import io.downbeat.platform.db.Ids;
import io.downbeat.platform.http.Refused;
import java.util.UUID;

/** Ids in the addresses of pages. */
public final class PageIds {
    private PageIds() {}

    /**
     * @param what such as {@code contract}
     * @throws Refused with 404 if the text is none
     */
    public static UUID require(String text, String what) {
        return Ids.parse(text).orElseThrow(() -> Refused.notFound("no " + what + " has the id " + text));
    }
}

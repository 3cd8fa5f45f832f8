package io.downbeat.rating;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** The id of an invoice line. It is made of the invoice and the line's place, so a draft's line has the same at every read. */
public record LineId(UUID value) {
    static LineId at(UUID invoice, int place) {
        String text = invoice + "#" + place;
        return new LineId(UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

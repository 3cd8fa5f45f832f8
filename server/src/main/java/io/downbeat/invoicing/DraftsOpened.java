package io.downbeat.invoicing;

import java.util.List;

/** Fact: usage drafts were opened, because their periods have begun. */
public record DraftsOpened(List<OpenedDraft> drafts) {
    public DraftsOpened {
        drafts = List.copyOf(drafts);
    }
}

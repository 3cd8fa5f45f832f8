package io.downbeat.customers;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which customers a list shows; an empty list or {@code null} lets every customer through. */
record CustomerFilter(
        boolean onlyArchived,
        List<UUID> ids,
        List<String> salesforceAccountIds,
        @Nullable String ingestAlias) {
    CustomerFilter {
        ids = List.copyOf(ids);
        salesforceAccountIds = List.copyOf(salesforceAccountIds);
    }
}

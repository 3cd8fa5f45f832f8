package io.downbeat.console.deliveries;

import io.downbeat.console.ReturnAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds rows of a list that have one reason: whoever mended it tries them again together. */
final class Alike {
    /** More offers than these would hide the rows. */
    private static final int MOST = 3;

    private record Reason(DeliveriesPage.State state, DeliveriesPage.To to, String words) {}

    private Alike() {}

    /** @param from where retrying them leads back to */
    static List<DeliveriesPage.Alike> of(List<DeliveriesPage.Row> rows, String from) {
        Map<Reason, List<DeliveriesPage.Row>> groups = new LinkedHashMap<>();
        for (DeliveriesPage.Row row : rows) {
            if (row.isOpen() && !row.reason().isEmpty()) {
                groups.computeIfAbsent(new Reason(row.state(), row.to(), row.reason()), _ -> new ArrayList<>())
                        .add(row);
            }
        }
        return groups.entrySet().stream()
                .filter(group -> group.getValue().size() > 1)
                .limit(MOST)
                .map(group -> new DeliveriesPage.Alike(
                        group.getValue().size() + " to " + group.getKey().to().name() + " have one reason: "
                                + group.getKey().words(),
                        ReturnAddress.to(
                                RetryManyPages.PATH + "?like="
                                        + group.getValue().getFirst().id(),
                                from)))
                .toList();
    }
}

package io.downbeat.usage.metrics;

import io.downbeat.customfields.CustomFieldColumn;
import io.downbeat.customfields.CustomFieldEntity;
import io.downbeat.customfields.CustomFieldOwner;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The custom fields of metrics. Servers keep whole metrics in memory, so each change makes a new version of the set. */
final class MetricFields implements CustomFieldOwner {
    private final CustomFieldOwner column;
    private final MetricStore store;

    MetricFields(JdbcClient database, MetricStore store) {
        this.column = CustomFieldColumn.ofAccount(database, CustomFieldEntity.BILLABLE_METRIC, "billable_metric");
        this.store = store;
    }

    @Override
    public CustomFieldEntity entity() {
        return column.entity();
    }

    @Override
    public Optional<Held> lock(UUID id) {
        return column.lock(id);
    }

    @Override
    public void write(UUID id, Map<String, String> values) {
        column.write(id, values);
        store.nextVersion();
    }

    @Override
    public void forget(String key) {
        column.forget(key);
        store.nextVersion();
    }
}

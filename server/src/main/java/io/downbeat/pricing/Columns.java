package io.downbeat.pricing;

import io.downbeat.platform.http.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** How this feature's values stand in columns. */
final class Columns {
    private Columns() {}

    /** A JSON object of strings. */
    static Map<String, String> textMap(ResultSet row, String column) throws SQLException {
        Map<String, String> map = new LinkedHashMap<>();
        Json.read(row.getString(column))
                .properties()
                .forEach(entry -> map.put(entry.getKey(), entry.getValue().stringValue()));
        return map;
    }
}

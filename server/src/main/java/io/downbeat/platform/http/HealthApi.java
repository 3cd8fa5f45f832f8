package io.downbeat.platform.http;

import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whether this server can serve, which it can when its database answers; and whether its process lives, whatever else does. */
@RestController
final class HealthApi {
    private final JdbcClient database;

    HealthApi(JdbcClient database) {
        this.database = database;
    }

    @GetMapping("/health")
    Map<String, String> health() {
        database.sql("SELECT 1").query(Integer.class).single();
        return Map.of("status", "ok");
    }

    @GetMapping("/health/live")
    Map<String, String> live() {
        return Map.of("status", "live");
    }
}

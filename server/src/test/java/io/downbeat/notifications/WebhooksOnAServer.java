package io.downbeat.notifications;

import io.downbeat.platform.Notification;
import io.downbeat.platform.db.Transactions;
import io.downbeat.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What tests of webhooks ask of a server. */
final class WebhooksOnAServer {
    static final String SECRET = "correct-horse-battery-staple";

    private WebhooksOnAServer() {}

    static String add(TestServer server, String url) {
        return server.api()
                .post("/downbeat/v1/webhooks", "{'url': '" + url + "', 'secret': '" + SECRET + "'}")
                .ok()
                .at("/data/id")
                .stringValue();
    }

    /** Something happens, in a transaction of its own. */
    static void happen(TestServer server, String what) {
        server.bean(Transactions.class)
                .run(() -> server.bean(WriteNotifications.class)
                        .on(new Notification("test.happened", Map.of("what", what))));
    }

    static JsonNode shown(TestServer server, String webhook) {
        return server.api().get("/downbeat/v1/webhooks/" + webhook).ok().get("data");
    }

    static List<JsonNode> attempts(TestServer server, String webhook) {
        return all(server, "/downbeat/v1/webhooks/" + webhook + "/attempts?limit=100");
    }

    static List<JsonNode> messages(TestServer server, String webhook) {
        return all(server, "/downbeat/v1/webhooks/" + webhook + "/notifications?limit=100");
    }

    static List<JsonNode> all(TestServer server, String path) {
        List<JsonNode> all = new ArrayList<>();
        JsonNode page = server.api().get(path).ok();
        page.get("data").forEach(all::add);
        while (!page.get("next_page").isNull()) {
            page = server.api()
                    .get(path + "&next_page=" + page.get("next_page").stringValue())
                    .ok();
            page.get("data").forEach(all::add);
        }
        return all;
    }
}

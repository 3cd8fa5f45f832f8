package io.downbeat.connectors.queue;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

// snippet: docs/destinations/queues.md shows everything below, and a test compares the two
/** Takes Downbeat's messages: each delivery has its effect once, however often its message comes. */
final class InvoiceConsumer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DataSource database;
    private final String signingSecret;

    InvoiceConsumer(DataSource database, String signingSecret) {
        this.database = database;
        this.signingSecret = signingSecret;
    }

    /**
     * @param body of the SQS message: ours, or SNS's wrapping of ours where raw message delivery is off
     * @param attributes of the SQS message, its String values by name
     * @return false if it was taken before; either way the message can be deleted from the queue
     */
    boolean take(String body, Map<String, String> attributes) throws Exception {
        String message = body;
        Map<String, String> signs = attributes;
        JsonNode json = JSON.readTree(body);
        if (json.path("Type").asString("").equals("Notification") && json.has("TopicArn")) {
            message = json.get("Message").asString();
            signs = new HashMap<>();
            for (var each : json.path("MessageAttributes").properties()) {
                signs.put(each.getKey(), each.getValue().path("Value").asString(""));
            }
            json = JSON.readTree(message);
        }
        if (!isOurs(message, signs.getOrDefault("signature", ""))) {
            throw new SecurityException("the signature is missing or wrong; nothing was done");
        }
        if (json.path("schema_version").asInt(0) != 1) {
            throw new IllegalStateException(
                    "a version that this consumer does not know: " + json.path("schema_version"));
        }
        return onlyOnce(json);
    }

    private boolean isOurs(String message, String signature) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(signingSecret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String expected = "v1=" + HexFormat.of().formatHex(mac.doFinal(message.getBytes(StandardCharsets.UTF_8)));
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.UTF_8), signature.getBytes(StandardCharsets.UTF_8));
    }

    /** The row and the effect are one transaction: both are there, or neither, and a second copy finds the row. */
    private boolean onlyOnce(JsonNode message) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement taken = connection.prepareStatement(
                    "INSERT INTO taken_delivery (delivery_id) VALUES (?) ON CONFLICT (delivery_id) DO NOTHING")) {
                taken.setObject(1, UUID.fromString(message.get("delivery_id").asString()));
                boolean isNew = taken.executeUpdate() == 1;
                if (isNew) {
                    book(connection, message);
                }
                connection.commit();
                return isNew;
            } catch (SQLException | RuntimeException failed) {
                connection.rollback();
                throw failed;
            }
        }
    }

    /** Your effect goes here, on this connection. */
    private void book(Connection connection, JsonNode message) throws SQLException {
        try (PreparedStatement booking =
                connection.prepareStatement("INSERT INTO booking (invoice_id, cents) VALUES (?, ?)")) {
            booking.setObject(1, UUID.fromString(message.get("invoice_id").asString()));
            booking.setBigDecimal(2, new BigDecimal(message.get("total").asString()));
            booking.executeUpdate();
        }
    }
}

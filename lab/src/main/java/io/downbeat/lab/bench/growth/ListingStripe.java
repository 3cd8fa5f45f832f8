package io.downbeat.lab.bench.growth;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.downbeat.platform.http.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Lists what was delivered to Stripe as Stripe would, newest first and a hundred at a time, from the rows of the deliveries
 * themselves: the simulated Stripe holds its invoices in memory, and these are a million. Answers lists and nothing else.
 */
final class ListingStripe implements AutoCloseable {
    private static final String PAGE = """
        SELECT provider_ref, id, invoice_id, round(total)::bigint, extract(epoch FROM first_send_at)::bigint
        FROM delivery
        WHERE account_key = ? AND state IN ('SENT', 'CONFIRMED') AND first_send_at >= to_timestamp(?)
            AND first_send_at < to_timestamp(?) AND (first_send_at, id) < (?::timestamptz, ?::uuid)
        ORDER BY first_send_at DESC, id DESC LIMIT ?\
        """;
    private static final String PLACE = """
        SELECT first_send_at::text, id::text FROM delivery
        WHERE account_key = ? AND provider_ref = ? AND provider IN ('STRIPE', 'NETSUITE')\
        """;
    private static final String ACCOUNTS = """
        SELECT configuration ->> 'stripe_account_id', account_key FROM delivery_method WHERE billing_provider = 'stripe'\
        """;
    private static final Place NEWEST = new Place("infinity", "ffffffff-ffff-ffff-ffff-ffffffffffff");
    /** Of what is asked for without an end. */
    private static final long LATEST = 4_102_444_800L;

    /** Where a page goes on: behind this one. */
    private record Place(String firstSend, String id) {}

    private final Connection database;
    private final HttpServer server;
    private final ExecutorService answering = Executors.newFixedThreadPool(4);
    private final Map<String, String> accountKeys = new HashMap<>();

    private ListingStripe(Connection database, HttpServer server) {
        this.database = database;
        this.server = server;
    }

    static ListingStripe start(Connection database) throws SQLException {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var stripe = new ListingStripe(database, server);
            stripe.readAccounts();
            server.setExecutor(stripe.answering);
            server.createContext("/v1/invoices", stripe::invoices);
            server.createContext("/v1/payment_intents", exchange -> answer(exchange, page(List.of(), false)));
            server.start();
            return stripe;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void invoices(HttpExchange exchange) throws IOException {
        Map<String, String> query = query(exchange);
        int limit = Integer.parseInt(query.getOrDefault("limit", "10"));
        try {
            List<Map<String, Object>> found =
                    found(exchange.getRequestHeaders().getFirst("Stripe-Account"), query, limit + 1);
            answer(exchange, page(found.subList(0, Math.min(limit, found.size())), found.size() > limit));
        } catch (SQLException e) {
            throw new IllegalStateException("the deliveries could not be listed", e);
        }
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new HashMap<>();
        for (String each : exchange.getRequestURI().getQuery().split("&")) {
            int equals = each.indexOf('=');
            query.put(each.substring(0, equals), each.substring(equals + 1));
        }
        return query;
    }

    private void readAccounts() throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(ACCOUNTS);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                accountKeys.put(row.getString(1), row.getString(2));
            }
        }
    }

    private synchronized List<Map<String, Object>> found(String account, Map<String, String> query, int limit)
            throws SQLException {
        String key = accountKeys.getOrDefault(account, "");
        String after = query.get("starting_after");
        Place place = after == null ? NEWEST : place(key, after);
        try (PreparedStatement statement = database.prepareStatement(PAGE)) {
            statement.setString(1, key);
            statement.setLong(2, Long.parseLong(query.getOrDefault("created[gte]", "0")));
            statement.setLong(3, Math.min(LATEST, Long.parseLong(query.getOrDefault("created[lt]", "" + LATEST))));
            statement.setString(4, place.firstSend());
            statement.setString(5, place.id());
            statement.setInt(6, limit);
            List<Map<String, Object>> found = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(invoice(row));
                }
            }
            return found;
        }
    }

    private Place place(String key, String ref) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(PLACE)) {
            statement.setString(1, key);
            statement.setString(2, ref);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException("there is no " + ref + " to go on behind");
                }
                return new Place(row.getString(1), row.getString(2));
            }
        }
    }

    private static Map<String, Object> invoice(ResultSet row) throws SQLException {
        return Map.of(
                "id", row.getString(1),
                "object", "invoice",
                "currency", "usd",
                "status", "open",
                "total", row.getLong(4),
                "created", row.getLong(5),
                "metadata", Map.of("delivery_id", row.getString(2), "invoice_id", row.getString(3)));
    }

    private static Map<String, Object> page(List<Map<String, Object>> found, boolean hasMore) {
        return Map.of("object", "list", "url", "/v1/invoices", "has_more", hasMore, "data", found);
    }

    private static void answer(HttpExchange exchange, Map<String, Object> body) throws IOException {
        byte[] bytes = Json.write(body).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** When it returns nobody reads from the database any more. */
    @Override
    public void close() {
        server.stop(0);
        answering.close();
    }
}

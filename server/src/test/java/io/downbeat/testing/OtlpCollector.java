package io.downbeat.testing;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Takes spans by OTLP over HTTP and keeps them. Reads the protocol's bytes by itself, so that what was sent is judged by
 * something that did not send it.
 */
public final class OtlpCollector implements AutoCloseable {
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream all = new ByteArrayOutputStream();
    private final HttpServer server;

    /** @param attributes of its events too, by the event's name, a point and the attribute's */
    public record Span(
            String name,
            int kind,
            String trace,
            String id,
            String parent,
            String service,
            Map<String, String> attributes) {}

    public OtlpCollector() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/traces", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            take(body);
            exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    public String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public List<Span> spans() {
        return List.copyOf(spans);
    }

    /** Every byte that came, as text. */
    public synchronized String everything() {
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    private synchronized void take(byte[] body) {
        all.writeBytes(body);
        for (byte[] resourceSpans : Message.of(body).messages(1)) {
            Message resource = Message.of(resourceSpans);
            Map<String, String> about =
                    attributes(Message.of(resource.messages(1).getFirst()), 1);
            for (byte[] scope : resource.messages(2)) {
                for (byte[] span : Message.of(scope).messages(2)) {
                    spans.add(span(Message.of(span), about.getOrDefault("service.name", "")));
                }
            }
        }
    }

    private static Span span(Message span, String service) {
        Map<String, String> attributes = attributes(span, 9);
        for (byte[] bytes : span.messages(11)) {
            Message event = Message.of(bytes);
            attributes(event, 3)
                    .forEach((name, value) ->
                            attributes.merge(event.text(2) + "." + name, value, (one, other) -> one + "," + other));
        }
        return new Span(
                span.text(5),
                span.numbers.getOrDefault(6, 0L).intValue(),
                span.hex(1),
                span.hex(2),
                span.hex(4),
                service,
                attributes);
    }

    private static Map<String, String> attributes(Message of, int field) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (byte[] bytes : of.messages(field)) {
            Message attribute = Message.of(bytes);
            attributes.put(
                    attribute.text(1), value(Message.of(attribute.messages(2).getFirst())));
        }
        return attributes;
    }

    private static String value(Message value) {
        if (value.numbers.containsKey(3)) {
            return String.valueOf(value.numbers.get(3));
        }
        List<String> texts = new ArrayList<>();
        for (byte[] list : value.messages(5)) {
            Message.of(list).messages(1).forEach(one -> texts.add(value(Message.of(one))));
        }
        return texts.isEmpty() ? value.text(1) : String.join(",", texts);
    }

    /** One message of Protocol Buffers: its fields by their numbers. */
    private record Message(Map<Integer, List<byte[]>> bytes, Map<Integer, Long> numbers) {
        static Message of(byte[] encoded) {
            Message message = new Message(new HashMap<>(), new HashMap<>());
            ByteBuffer in = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
            while (in.hasRemaining()) {
                int tag = (int) varint(in);
                switch (tag & 7) {
                    case 0 -> message.numbers.put(tag >>> 3, varint(in));
                    case 1 -> message.numbers.put(tag >>> 3, in.getLong());
                    case 2 -> {
                        byte[] content = new byte[(int) varint(in)];
                        in.get(content);
                        message.bytes
                                .computeIfAbsent(tag >>> 3, _ -> new ArrayList<>())
                                .add(content);
                    }
                    case 5 -> message.numbers.put(tag >>> 3, (long) in.getInt());
                    default -> throw new IllegalArgumentException("no wire type " + (tag & 7));
                }
            }
            return message;
        }

        private static long varint(ByteBuffer in) {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                byte next = in.get();
                value |= (long) (next & 0x7f) << shift;
                if (next >= 0) {
                    return value;
                }
            }
        }

        List<byte[]> messages(int field) {
            return bytes.getOrDefault(field, List.of());
        }

        String text(int field) {
            return messages(field).isEmpty() ? "" : new String(messages(field).getFirst(), StandardCharsets.UTF_8);
        }

        String hex(int field) {
            return messages(field).isEmpty()
                    ? ""
                    : HexFormat.of().formatHex(messages(field).getFirst());
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

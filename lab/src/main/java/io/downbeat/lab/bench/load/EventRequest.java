package io.downbeat.lab.bench.load;

import java.nio.charset.StandardCharsets;

/** An ingest request whose bytes are made once; before each sending only the events' own digits are written into it. */
public final class EventRequest {
    private static final String EVENT = """
        {"transaction_id":"%s","customer_id":"%s","event_type":"%s","timestamp":"%s","properties":{"amount":"%s",\
        "region":"eu-central-1","endpoint":"/v1/things/search","tier":"standard","request":"%s"}}\
        """;
    private static final String ID = "i".repeat(32);
    private static final String CUSTOMER = "c".repeat(36);
    private static final String TYPE = "t".repeat(8);
    private static final String AMOUNT = "a".repeat(4);
    private static final String TRACE = "r".repeat(16);
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    public static final String CALL = "api_call";
    public static final String TRANSFER = "transfer";

    private final EventStream stream;
    private final byte[] bytes;
    private final int[] starts;
    private final int id;
    private final int customer;
    private final int type;
    private final int time;
    private final int amount;
    private final int trace;

    EventRequest(Api api, EventStream stream, int size) {
        this.stream = stream;
        String when = "w".repeat(stream.times().getFirst().length());
        String event = EVENT.formatted(ID, CUSTOMER, TYPE, when, AMOUNT, TRACE);
        String body = "[" + (event + ",").repeat(size - 1) + event + "]";
        bytes = api.request("POST", "/v1/ingest", body);
        int first = bytes.length - body.length() + 1;
        starts = new int[size];
        for (int i = 0; i < size; i++) {
            starts[i] = first + i * (event.length() + 1);
        }
        id = event.indexOf(ID);
        customer = event.indexOf(CUSTOMER);
        type = event.indexOf(TYPE);
        time = event.indexOf(when);
        amount = event.indexOf(AMOUNT);
        trace = event.indexOf(TRACE);
    }

    int size() {
        return starts.length;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Puts event {@code number} of the stream into this place of the request. */
    void put(int place, long number) {
        int at = starts[place];
        hex(stream.high(number), at + id);
        hex(stream.low(number), at + id + 16);
        text(stream.customer(number), at + customer);
        text(stream.isCall(number) ? CALL : TRANSFER, at + type);
        text(stream.time(number), at + time);
        digits(stream.amount(number), at + amount);
        hex(~stream.high(number), at + trace);
    }

    private void hex(long value, int at) {
        for (int i = 15; i >= 0; i--) {
            bytes[at + i] = HEX[(int) (value >>> (60 - 4 * i)) & 15];
        }
    }

    @SuppressWarnings("deprecation") // the only copy without an allocation; the text is ASCII
    private void text(String text, int at) {
        text.getBytes(0, text.length(), bytes, at);
    }

    private void digits(int value, int at) {
        int left = value;
        for (int i = 3; i >= 0; i--) {
            bytes[at + i] = (byte) ('0' + left % 10);
            left /= 10;
        }
    }
}

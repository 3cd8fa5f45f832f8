package io.downbeat.platform.tracing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes spans, or nothing at all where nobody wants any.
 *
 * <p>Only what sets work off, a request or the runner of due work, knows the {@code Tracing} of its server. Whatever is done
 * on its behalf finds it by its thread, so that a feature, or what calls a provider, needs to be handed none.
 */
public final class Tracing implements AutoCloseable {
    /** Makes no span. */
    public static final Tracing OFF = new Tracing(OpenTelemetry.noop(), () -> {}, false);

    private static final ContextKey<Tracing> CURRENT = ContextKey.named("downbeat-tracing");

    private final Tracer tracer;
    private final TextMapPropagator propagator;
    private final Runnable end;
    private final boolean on;

    /** @param end sends what is still to be sent, and stops */
    public Tracing(OpenTelemetry telemetry, Runnable end) {
        this(telemetry, end, true);
    }

    private Tracing(OpenTelemetry telemetry, Runnable end, boolean on) {
        this.tracer = telemetry.getTracer("io.downbeat");
        this.propagator = telemetry.getPropagators().getTextMapPropagator();
        this.end = end;
        this.on = on;
    }

    boolean isOn() {
        return on;
    }

    TextMapPropagator propagator() {
        return propagator;
    }

    /** What this thread does within may have spans. */
    public <T> T around(Supplier<T> work) {
        if (!on) {
            return work.get();
        }
        try (var _ = Context.current().with(CURRENT, this).makeCurrent()) {
            return work.get();
        }
    }

    /** The same work on another thread, with the spans of this one around it. */
    public static Runnable carried(Runnable work) {
        return Context.current().wrap(work);
    }

    /**
     * A piece of work with a span of its own.
     *
     * @param name of the work, the same for all that do it: ids go into the attributes
     */
    public static <T> T work(String name, Map<String, ?> attributes, Supplier<T> work) {
        Tracing tracing = Context.current().get(CURRENT);
        return tracing == null
                ? work.get()
                : tracing.run(name, SpanKind.INTERNAL, Context.current(), attributes, _ -> work.get());
    }

    /** A step of the work of this thread, if that has a span; a call to somebody else. */
    public static <T> T step(String name, Map<String, ?> attributes, Supplier<T> step) {
        return step(name, attributes, step, _ -> Map.of());
    }

    /** @param outcome what is worth telling of what the step came to */
    public static <T> T step(
            String name, Map<String, ?> attributes, Supplier<T> step, Function<T, Map<String, ?>> outcome) {
        Tracing tracing = Context.current().get(CURRENT);
        if (tracing == null) {
            return step.get();
        }
        return tracing.run(name, SpanKind.CLIENT, Context.current(), attributes, span -> {
            T result = step.get();
            set(span, outcome.apply(result));
            return result;
        });
    }

    /** Something that happened within the span of this thread, if there is one. */
    public static void event(String name, Supplier<Map<String, ?>> attributes) {
        if (Context.current().get(CURRENT) != null) {
            var all = Attributes.builder();
            attributes.get().forEach((key, value) -> all.put(key, String.valueOf(value)));
            Span.current().addEvent(name, all.build());
        }
    }

    /** More to tell in the span of this thread; asked for only where there is one that is kept. */
    public static void tell(Supplier<Map<String, ?>> attributes) {
        Span span = Span.current();
        if (Context.current().get(CURRENT) != null && span.isRecording()) {
            set(span, attributes.get());
        }
    }

    <T> T run(String name, SpanKind kind, Context parent, Map<String, ?> attributes, Function<Span, T> work) {
        Span span = tracer.spanBuilder(name).setSpanKind(kind).setParent(parent).startSpan();
        set(span, attributes);
        try (var _ = parent.with(span).with(CURRENT, this).makeCurrent()) {
            return work.apply(span);
        } catch (RuntimeException failure) {
            failed(span, failure);
            throw failure;
        } finally {
            span.end();
        }
    }

    /** By its class only: the text of a failure may quote what was sent. */
    static void failed(Span span, Throwable failure) {
        span.setStatus(StatusCode.ERROR);
        span.setAttribute("error.type", failure.getClass().getName());
    }

    private static void set(Span span, Map<String, ?> attributes) {
        attributes.forEach((key, value) -> {
            switch (value) {
                case Number number -> span.setAttribute(key, number.longValue());
                case List<?> list ->
                    span.setAttribute(
                            AttributeKey.stringArrayKey(key),
                            list.stream().map(String::valueOf).toList());
                default -> span.setAttribute(key, value.toString());
            }
        });
    }

    @Override
    public void close() {
        end.run();
    }
}

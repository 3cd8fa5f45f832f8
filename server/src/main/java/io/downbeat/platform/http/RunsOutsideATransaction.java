package io.downbeat.platform.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a handler that runs for long, calls providers or moves the clock, which must not happen inside a transaction. An
 * {@code Idempotency-Key} has no effect on it, so it must be harmless to repeat.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface RunsOutsideATransaction {}

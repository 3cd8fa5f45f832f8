package io.downbeat.platform.callers;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On the handler that takes usage events in: the role {@code ingest_only} reaches it, {@code read_only} does not, and the
 * audit log, which would have thousands of entries a second, has none of it.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Ingests {}

package io.downbeat.platform.http;

/** The envelope of a single answer: {@code {"data": ...}}. */
public record Data<T>(T data) {}

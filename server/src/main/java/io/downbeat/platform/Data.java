package io.downbeat.platform;

/** The envelope of a single answer: {@code {"data": ...}}. */
public record Data<T>(T data) {}

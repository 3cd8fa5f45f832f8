package io.downbeat.app;

/**
 * A command that another module or room adds to {@code ./downbeat}: a picocli command with a public constructor without
 * arguments, named in that module's {@code META-INF/services}. The server does not know which there are.
 */
public interface AddedCommand {}

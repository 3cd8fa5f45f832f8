package io.downbeat.console;

/**
 * An entry of the navigation; the room of its pages makes it a bean.
 *
 * @param key names it among the sections
 * @param place smaller stands further left
 */
public record Section(String key, String label, String path, int place) {}

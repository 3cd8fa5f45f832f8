package io.downbeat.console;

/** The page that lists the keys. */
record KeysPage(Frame frame) {}

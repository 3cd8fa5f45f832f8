package io.downbeat.console.search;

import io.downbeat.console.Frame;

/** The page that lists the keys. */
record KeysPage(Frame frame) {}

/**
 * How long one caller waits, alone on the server: for contracts and drafts, for pages and lists of a large account.
 */
@NullMarked
package io.downbeat.lab.bench.reads;

import org.jspecify.annotations.NullMarked;

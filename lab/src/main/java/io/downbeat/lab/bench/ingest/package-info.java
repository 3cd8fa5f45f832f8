/**
 * Events in, beside what PostgreSQL alone takes.
 */
@NullMarked
package io.downbeat.lab.bench.ingest;

import org.jspecify.annotations.NullMarked;

/**
 * Events that come in through Kafka, where an operator set one up.
 *
 * <p>Owns {@code kafka_offset}: how far each partition was read, and which claim on it is the valid one. Does not own what an
 * event is, how it is told apart from its repetition or how it is counted ({@code usage.events}): the records of a poll are
 * one more group of the same writer, and a producer may send the same event through HTTP as well.
 *
 * <p>Each record counts once because its events and its partition's next offset are written in one transaction, under the
 * partition's lock and its epoch, and because reading begins where the table says. The broker only says who reads which
 * partition at the moment; a server that has lost one and does not know it yet can write nothing of it.
 *
 * <p>Without {@code DOWNBEAT_KAFKA_BOOTSTRAP_SERVERS} no class of Kafka's client is loaded: only classes that the wiring does
 * not look into name one. Pauses and patience are real time; incidents have business time.
 */
@NullMarked
package io.downbeat.usage.kafka;

import org.jspecify.annotations.NullMarked;

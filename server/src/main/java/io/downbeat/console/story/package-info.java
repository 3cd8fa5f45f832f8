/**
 * The rows in which pages tell what became of a delivery: its attempts and its receipts, and their templates.
 *
 * <p>Pure: asks no feature and knows no request. Owns no rule: what was tried and what was answered is the delivery engine's.
 *
 * <p>Instants that differ: an attempt's is when the request was announced, before its first byte left; a receipt's when the
 * provider's word was read here.
 */
@NullMarked
package io.downbeat.console.story;

import org.jspecify.annotations.NullMarked;

/**
 * The figure "who bills what, when": where on it everything stands, computed from a plain model, and its template.
 *
 * <p>Pure: asks no feature and knows no request. Positions are per cent of the width and pixels of the height, so that the
 * figure needs no script to fit. What pages put on it they read themselves.
 *
 * <p>Instants that differ: a segment's from is when it routes from on; an invoice's place is the middle of its service period,
 * a charge's the day it is issued, neither the day it was sent.
 */
@NullMarked
package io.downbeat.console.timeline;

import org.jspecify.annotations.NullMarked;

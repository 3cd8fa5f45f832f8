/**
 * The page of the proof: whether every promise holds, what the providers say, and how to rehearse an outage.
 *
 * <p>Owns no table and no rule: {@code verification} checks, {@code reconciliation} compares and mends. Both take longer than a
 * page may, so they run before the page is made, outside its transaction, and only when somebody asks for them.
 *
 * <p>The one instant here is the business clock's.
 */
@NullMarked
package io.downbeat.console.proof;

import org.jspecify.annotations.NullMarked;

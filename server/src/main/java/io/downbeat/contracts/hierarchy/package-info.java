/**
 * Account hierarchies: which contract is the parent of which, who pays for a child, and where its usage is shown.
 *
 * <p>Owns how they are read from requests, stored and shown ({@link io.downbeat.contracts.hierarchy.HierarchyPart}), that
 * there is one level and at most ten active contracts in a family, and what others read of it ({@link
 * io.downbeat.contracts.hierarchy.Hierarchy}). Does not own the balances that a parent shares (balances), nor the invoices
 * that a parent pays (invoicing).
 *
 * <p>Instants that differ: none; a hierarchy is as old as its contracts.
 */
@NullMarked
package io.downbeat.contracts.hierarchy;

import org.jspecify.annotations.NullMarked;

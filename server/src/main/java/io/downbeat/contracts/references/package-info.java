/**
 * What a contract is called in the systems where it was sold: its NetSuite sales order, its Salesforce opportunity, and its value
 * as sales states it.
 *
 * <p>Owns how these are read from requests, stored and shown. Nothing is computed from them. Does not own the references of
 * single terms, which the API has too and nobody reads here: they are refused by name.
 *
 * <p>No instants.
 */
@NullMarked
package io.downbeat.contracts.references;

import org.jspecify.annotations.NullMarked;

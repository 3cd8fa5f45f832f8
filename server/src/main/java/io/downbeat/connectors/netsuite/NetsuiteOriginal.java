package io.downbeat.connectors.netsuite;

import io.downbeat.delivery.RemoteState;

/** What NetSuite says of an invoice that the original of this restored copy may have sent under a delivery of its own. */
sealed interface NetsuiteOriginal extends RemoteState.Present {

    /** @param invoice NetSuite's internal id of the record that carries our invoice's id */
    record Made(String invoice) implements NetsuiteOriginal {}

    /** The account or the role has no SuiteQL, so nothing but a person can find out. */
    record CannotBeAsked(String why) implements NetsuiteOriginal {}
}

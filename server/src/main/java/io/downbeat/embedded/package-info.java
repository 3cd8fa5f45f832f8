/**
 * Pages of one customer that stand in a frame of somebody else's page: invoices, usage, commits and credits, behind a link that
 * {@code POST /v1/dashboards/getEmbeddableUrl} makes and that lasts an hour.
 *
 * <p>The link is all there is: whom it shows and how stands in it, sealed with the server's key, so that nothing of it can be
 * read or changed, every server of the database opens it, and none has to remember it. Nothing can be changed behind it, and it
 * leads nowhere else. Owns no table and no rule; it asks what the API asks, and says it in the console's words.
 *
 * <p>Instants that differ: a link ends by real time, like everything that is made for people; what its pages show is as of
 * business time.
 */
@NullMarked
package io.downbeat.embedded;

import org.jspecify.annotations.NullMarked;

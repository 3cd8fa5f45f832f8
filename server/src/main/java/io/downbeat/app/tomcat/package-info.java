/**
 * The web server that everything is served by, as far as it needs something of its own.
 *
 * <p>Owns the temporary folder that Tomcat insists on and its end. Owns no address and no rule.
 *
 * <p>No instants here.
 */
@NullMarked
package io.downbeat.app.tomcat;

import org.jspecify.annotations.NullMarked;

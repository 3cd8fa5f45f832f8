/**
 * The console's frame: what every page has. Rendering, layout and navigation, signing in and out, headers, forms with their
 * protection against forgery, assets, and what is shown when something goes wrong.
 *
 * <p>Pages have rooms of their own below; each uses this room and none of the others. Owns no table and no rule: a page asks
 * the features what the API asks them, and says it in people's words. Does not own tokens, roles and sessions ({@code
 * access}).
 *
 * <p>The one instant here is the business clock's, read once for each page.
 */
@NullMarked
package io.downbeat.console;

import org.jspecify.annotations.NullMarked;

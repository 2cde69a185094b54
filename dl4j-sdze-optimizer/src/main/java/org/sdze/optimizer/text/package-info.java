/**
 * Text that does not depend on the locale.
 *
 * <p>Enters: patterns and values. Leaves: strings. Never here: what they say.
 */
@NullMarked
package org.sdze.optimizer.text;

import org.jspecify.annotations.NullMarked;

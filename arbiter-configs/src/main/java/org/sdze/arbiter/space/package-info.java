/**
 * Arbiter's parameter spaces over updaters, layers, and the ways to solve an equation; and where in
 * them a parameter has no effect.
 *
 * <p>Enters: Arbiter's leaf spaces. Leaves: valid configurations. Never here: training, scores.
 */
@NullMarked
package org.sdze.arbiter.space;

import org.jspecify.annotations.NullMarked;

/**
 * Spatial directions: laws they are drawn from, and what a first layer shows of them.
 *
 * <p>Enters: a key, the first layer's weights. Leaves: images, projections, combinations of
 * directions. Never here: jets, equations.
 */
@NullMarked
package org.sdze.pinn.direction;

import org.jspecify.annotations.NullMarked;

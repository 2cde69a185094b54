/**
 * Differential operators as values, and what has to be carried through a network for them.
 *
 * <p>Enters: what an equation asks for. Leaves: bundles of directions with an order. Never here:
 * networks, points, equations.
 */
@NullMarked
package org.sdze.pinn.operator;

import org.jspecify.annotations.NullMarked;

/**
 * Partial differential equations as values.
 *
 * <p>Lives here: the left side of an equation, and the product rule of a hard constraint. Enters:
 * the values of spatial operators at one point. Leaves: one number, or the operator values of the
 * trial function. Never here: networks, jets, directions, keys, arrays of points.
 */
@NullMarked
package org.sdze.pinn.equation;

import org.jspecify.annotations.NullMarked;

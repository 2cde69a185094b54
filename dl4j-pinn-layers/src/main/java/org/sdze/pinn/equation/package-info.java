/**
 * Partial differential equations as values.
 *
 * <p>Lives here: the left side of an equation, the known functions of a hard constraint, and the
 * product rule. Enters: points, the values of spatial operators at one of them. Leaves: one number,
 * or the operator values of the trial function. Never here: networks, directions, keys.
 */
@NullMarked
package org.sdze.pinn.equation;

import org.jspecify.annotations.NullMarked;

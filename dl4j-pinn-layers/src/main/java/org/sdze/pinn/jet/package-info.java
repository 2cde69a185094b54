/**
 * Jets through dense layers, their sums and concatenations: of any order, by one table; and of
 * order 2 with collapsed second-order coefficients, which is what trains and is held to the table.
 *
 * <p>Enters: points, directions seen through the first layer. Leaves: N, x·∇N, ΔN and what each
 * layer left behind, or the Taylor coefficients of all outputs. Never here: equations, losses,
 * parameters' derivatives.
 */
@NullMarked
package org.sdze.pinn.jet;

import org.jspecify.annotations.NullMarked;

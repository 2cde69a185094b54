/**
 * Jets to order 2 through dense layers, their sums and concatenations, with collapsed second-order
 * coefficients.
 *
 * <p>Enters: points, directions seen through the first layer. Leaves: N, x·∇N, ΔN and what each
 * layer left behind. Never here: equations, losses, parameters' derivatives.
 */
@NullMarked
package org.sdze.pinn.jet;

import org.jspecify.annotations.NullMarked;

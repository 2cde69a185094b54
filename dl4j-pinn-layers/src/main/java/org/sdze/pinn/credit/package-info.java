/**
 * Unit credit for jets: the rows of the residuals' Jacobian from sensitivities to hidden units.
 *
 * <p>Enters: a jet pass, derivatives by what left it, which units move. Leaves: rows, the first
 * layer's in factored form. Never here: equations, reverse sweeps, random numbers drawn here.
 */
@NullMarked
package org.sdze.pinn.credit;

import org.jspecify.annotations.NullMarked;

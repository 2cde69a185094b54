/**
 * The residual of an equation as an objective, and several of them as one.
 *
 * <p>Enters: network, equation, constraint, source, domain, directions, a key. Leaves: losses and
 * rows of the step's points. Never here: step rules, parameter perturbations.
 */
@NullMarked
package org.sdze.pinn.loss;

import org.jspecify.annotations.NullMarked;

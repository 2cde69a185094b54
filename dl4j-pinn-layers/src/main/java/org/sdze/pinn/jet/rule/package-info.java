/**
 * One jet rule per activation, in families.
 *
 * <p>Enters: pre-activations. Leaves: the value and two derivatives, or Taylor coefficients to any
 * order. Never here: layers, directions, state.
 */
@NullMarked
package org.sdze.pinn.jet.rule;

import org.jspecify.annotations.NullMarked;

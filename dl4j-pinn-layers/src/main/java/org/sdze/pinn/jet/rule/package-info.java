/**
 * One jet rule per activation, in families.
 *
 * <p>Enters: pre-activations. Leaves: the value and two derivatives. Never here: layers,
 * directions, state.
 */
@NullMarked
package org.sdze.pinn.jet.rule;

import org.jspecify.annotations.NullMarked;

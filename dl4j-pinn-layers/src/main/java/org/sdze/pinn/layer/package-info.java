/**
 * DL4J networks for trial functions.
 *
 * <p>Enters: sizes, an activation, a key. Leaves: plain initialised networks. Never here: training.
 */
@NullMarked
package org.sdze.pinn.layer;

import org.jspecify.annotations.NullMarked;

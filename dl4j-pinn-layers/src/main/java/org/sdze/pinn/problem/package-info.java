/**
 * Reference problems with known solutions (docs/method.md §6).
 *
 * <p>Lives here: solutions in closed form, and the registry that joins them with equations. Enters:
 * a name, a dimension, a key; points. Leaves: u*, Δu* and the source g at those points, on the
 * host. Never here: networks, training, scores, or a copy of the points on the host.
 */
@NullMarked
package org.sdze.pinn.problem;

import org.jspecify.annotations.NullMarked;

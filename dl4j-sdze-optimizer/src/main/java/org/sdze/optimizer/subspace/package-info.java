/**
 * The paper's low-rank random subspace of the parameters.
 *
 * <p>Enters: a key, an objective, live parameters. Leaves: a gradient in the subspace's
 * coordinates; the parameters as they were. Never here: jets, least squares, step rules.
 */
@NullMarked
package org.sdze.optimizer.subspace;

import org.jspecify.annotations.NullMarked;

/**
 * Arbiter parameter spaces over the configurations of the optimizer.
 *
 * <p>Enters: Arbiter's leaf spaces. Leaves: validated configurations. Never here: training, scores.
 */
@NullMarked
package org.sdze.arbiter.space;

import org.jspecify.annotations.NullMarked;

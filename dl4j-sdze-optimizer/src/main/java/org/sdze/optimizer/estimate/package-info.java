/**
 * What an estimator says, in factored form: rows of a Jacobian, and combinations of them.
 *
 * <p>Enters: factors and live parameters. Leaves: Gram matrices, tiles of gradients, steps. Never
 * here: how the factors were found, learning rates.
 */
@NullMarked
package org.sdze.optimizer.estimate;

import org.jspecify.annotations.NullMarked;

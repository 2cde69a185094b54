/**
 * A problem being solved.
 *
 * <p>Lives here: what a solve does by default, its configuration, its owner and its file. Enters: a
 * problem, a configuration, a budget, a seed. Leaves: a trained DL4J network, errors, u at points,
 * a checkpoint. Never here: mathematics, printing, command lines, searches.
 */
@NullMarked
package org.sdze.pinn.solve;

import org.jspecify.annotations.NullMarked;

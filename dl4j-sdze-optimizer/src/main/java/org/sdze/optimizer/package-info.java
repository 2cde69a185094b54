/**
 * The front door: {@link org.sdze.optimizer.Sdze}, the updater that a DL4J network is configured
 * with; {@link org.sdze.optimizer.Arithmetic}, which its bits depend on.
 *
 * <p>Enters: what a user chooses, a network. Leaves: a network whose {@code fit} trains without
 * backpropagation. Never here: mathematics, DL4J's internals.
 */
@NullMarked
package org.sdze.optimizer;

import org.jspecify.annotations.NullMarked;

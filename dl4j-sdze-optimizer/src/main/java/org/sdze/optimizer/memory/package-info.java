/**
 * Where arrays lie that are made and dropped within a step, and what the process takes.
 *
 * <p>Enters: work. Leaves: what it gives. Never here: what the arrays hold.
 */
@NullMarked
package org.sdze.optimizer.memory;

import org.jspecify.annotations.NullMarked;

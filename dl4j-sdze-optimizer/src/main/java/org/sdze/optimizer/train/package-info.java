/**
 * The one trainer, whose method is a step, what it remembers, its guard, and the loop that repeats
 * steps within a budget.
 *
 * <p>Enters: a network and the step's objective, or a kept pass of any network. Leaves: changed
 * parameters, a report, a state. Never here: equations, DL4J's classes, printing.
 */
@NullMarked
package org.sdze.optimizer.train;

import org.jspecify.annotations.NullMarked;

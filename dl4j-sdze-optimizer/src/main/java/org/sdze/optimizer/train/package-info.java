/**
 * The engine, whose one method is a step, and the loop that repeats it within a budget.
 *
 * <p>Enters: a network, the step's objective, its key. Leaves: changed parameters and a report.
 * Never here: equations, DL4J's classes, printing.
 */
@NullMarked
package org.sdze.optimizer.train;

import org.jspecify.annotations.NullMarked;

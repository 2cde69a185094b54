/**
 * The objective of one step as a value: common random numbers as a type.
 *
 * <p>Enters: a network at some parameters. Leaves: losses of samples, residuals with their rows.
 * Never here: random numbers drawn anew, step rules.
 */
@NullMarked
package org.sdze.optimizer.objective;

import org.jspecify.annotations.NullMarked;

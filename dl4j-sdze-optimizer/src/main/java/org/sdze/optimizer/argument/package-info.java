/**
 * What the arguments of a call must be.
 *
 * <p>Enters: an argument and its name, as a user knows it. Leaves: the argument, or one sentence
 * that names it, its value and what is allowed. Never here: anything that knows what the argument
 * is for.
 */
@NullMarked
package org.sdze.optimizer.argument;

import org.jspecify.annotations.NullMarked;

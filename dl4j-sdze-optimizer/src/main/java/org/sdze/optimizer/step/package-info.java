/**
 * What is done with an estimate: first-order rules, Gauss-Newton's system, schedules.
 *
 * <p>Enters: gradients by tiles, a kernel and a right side. Leaves: changes to subtract, the
 * solution. Never here: networks, objectives, keys.
 */
@NullMarked
package org.sdze.optimizer.step;

import org.jspecify.annotations.NullMarked;

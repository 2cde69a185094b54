/**
 * The adapter to SameDiff: graphs trained from executions of their forward operations alone.
 *
 * <p>Enters: a SameDiff graph, the name of its loss, data. Leaves: changed variables, a history.
 * Never here: gradient functions, mathematics.
 */
@NullMarked
package org.sdze.optimizer.samediff;

import org.jspecify.annotations.NullMarked;

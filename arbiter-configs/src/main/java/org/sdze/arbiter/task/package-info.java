/**
 * Arbiter's tasks: a candidate is trained without backpropagation and scored.
 *
 * <p>Enters: a candidate, a score, data or an equation. Leaves: a result, which is a failure with
 * its reason where a candidate cannot be trained. Never here: what is tried next.
 */
@NullMarked
package org.sdze.arbiter.task;

import org.jspecify.annotations.NullMarked;

/**
 * How forward evaluations tell what each part of a network did: the estimators' configurations.
 *
 * <p>Enters: choices and keys. Leaves: which units move, and by how much. Never here: arrays,
 * networks, step rules.
 */
@NullMarked
package org.sdze.optimizer.credit;

import org.jspecify.annotations.NullMarked;

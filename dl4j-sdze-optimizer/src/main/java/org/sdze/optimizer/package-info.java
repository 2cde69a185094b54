/**
 * The configuration of the optimizer: which estimator, which step rule, how fast.
 *
 * <p>Enters: what a user chooses. Leaves: immutable, validated values. Never here: state of a run,
 * DL4J's classes.
 */
@NullMarked
package org.sdze.optimizer;

import org.jspecify.annotations.NullMarked;

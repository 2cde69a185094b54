package org.sdze.optimizer.credit;

import java.io.Serializable;

/**
 * How forward evaluations tell what each part of the network did to the loss (docs/method.md §4).
 * Immutable, thread-safe.
 */
public sealed interface Estimator extends Serializable permits UnitCredit, LowRank, NoiseCredit {}

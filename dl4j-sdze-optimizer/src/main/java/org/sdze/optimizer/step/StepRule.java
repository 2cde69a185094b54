package org.sdze.optimizer.step;

import java.io.Serializable;

/**
 * What is done with an estimate: the configuration of a rule. Immutable, thread-safe. Source:
 * docs/method.md §4, "Step rules".
 */
public sealed interface StepRule extends Serializable permits GaussNewton, FirstOrderRule {}

package org.sdze.optimizer.step;

/**
 * What is done with an estimate: the configuration of a rule. Immutable, thread-safe. Source:
 * docs/method.md §4, "Step rules".
 */
public sealed interface StepRule permits GaussNewton, FirstOrderRule {}

package org.sdze.pinn.problem;

import org.sdze.optimizer.random.RandomKey;

/**
 * Makes a problem in any number of dimensions.
 *
 * <p>One of a user's own is found by name where it is a service: its class has a public constructor
 * without arguments, and its jar names it in {@code
 * META-INF/services/org.sdze.pinn.problem.ProblemFactory}. The command line takes it by {@code
 * --problem-class} and {@code --classpath}, too.
 */
public interface ProblemFactory {

  /** The name of its problems, in lower case with hyphens. */
  String name();

  /** One line about them, with equation and domain. */
  String description();

  /** The least dimension d that they can have, at least 1. */
  default int leastDimension() {
    return 1;
  }

  /** The largest dimension d that they can have. */
  default int greatestDimension() {
    return Integer.MAX_VALUE;
  }

  /**
   * The problem in {@code dimension} dimensions.
   *
   * @param dimension d of space, from {@link #leastDimension} to {@link #greatestDimension}
   * @param key names what is random about it, such as coefficients: the same key, the same problem
   */
  Problem create(int dimension, RandomKey key);
}

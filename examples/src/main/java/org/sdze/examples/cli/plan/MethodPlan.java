package org.sdze.examples.cli.plan;

import java.util.Map;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.train.Optimizer;
import org.sdze.pinn.loss.LossConfig;

/** How a network is trained: by this library, or by one of those it is compared with. */
public interface MethodPlan {

  /** The options that choose a method, once network and loss are known. */
  @FunctionalInterface
  interface Choice {
    /**
     * The method that they ask for.
     *
     * @throws UserMistake naming the first thing that cannot be
     */
    MethodPlan resolve(NetworkPlan network, LossConfig loss);
  }

  /** A fresh optimizer for a run with that root key. */
  Optimizer optimizer(RandomKey root);

  /**
   * The options that have a meaning, {@code optimizer}, {@code estimator} and {@code step-rule}
   * among them.
   */
  Map<String, Object> options();

  /** How derivatives are found, in a few words. */
  String estimate();

  /** The buffers as large as the parameters that it needs beside them. */
  int copies();

  /** Whether a step holds rows of every sample. */
  boolean hasRows();

  /** What to try where training diverges. */
  String advice();
}

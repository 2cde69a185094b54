package org.sdze.examples.cli.plan;

import java.util.Map;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.setting.Choices;
import org.sdze.optimizer.train.Optimizer;
import org.sdze.pinn.solve.SolveConfig;

/** How a network is trained: by this library, or by one of those it is compared with. */
public interface MethodPlan {

  /** What chooses a method, once network and loss are known. */
  interface Choice {
    /** What the method leaves of the choices. */
    default Choices narrow(Choices choices) {
      return choices;
    }

    /**
     * The method.
     *
     * @param config of this library's own solve
     * @param choices of which it was made
     * @throws UserMistake naming the first thing that cannot be
     */
    MethodPlan resolve(SolveConfig config, Choices choices);
  }

  /** A fresh optimizer for a run with that root key. */
  Optimizer optimizer(RandomKey root);

  /**
   * The options that have a meaning, {@code optimizer}, {@code credit} and {@code rule} among them.
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

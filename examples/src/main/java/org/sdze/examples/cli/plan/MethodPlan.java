package org.sdze.examples.cli.plan;

import org.sdze.pinn.loss.LossConfig;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.solve.NetworkConfig;
import org.sdze.pinn.solve.Solve;

/** How a network is trained: by this library, or by one of those it is compared with. */
public interface MethodPlan {

  /** The options that choose a method, once network and loss are known. */
  @FunctionalInterface
  interface Choice {
    /**
     * The method that they ask for.
     *
     * @param dimension d
     * @throws UserMistake naming the first thing that cannot be
     */
    MethodPlan resolve(int dimension, NetworkConfig network, LossConfig loss);
  }

  /** sdze, or the name of a rival. */
  String name();

  /** The solve of a plan's problem by this method, that has made no step. */
  Solve begin(RunPlan plan, Problem problem);

  /** How derivatives are found, in a few words. */
  String estimate();

  /** The buffers as large as the parameters that it needs beside them. */
  int copies();

  /** Whether a step holds rows of every sample. */
  boolean hasRows();

  /** What to try where training diverges. */
  String advice();
}

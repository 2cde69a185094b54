package org.sdze.examples.cli.plan;

import org.sdze.optimizer.setting.Choices;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.solve.Solve;
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

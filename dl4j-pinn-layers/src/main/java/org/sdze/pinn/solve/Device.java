package org.sdze.pinn.solve;

import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.problem.Problem;

/**
 * Something beside this process's processors on which the steps of a solve can be made whole, such
 * as a GPU. Implementations are services ({@link java.util.ServiceLoader}), each with a public
 * constructor without arguments that touches no device.
 */
public interface Device {

  /** By which it is asked for, in lower case. */
  String name();

  /**
   * What it is, in half a sentence.
   *
   * @throws Unusable if it is not there
   */
  String inWords();

  /**
   * Checks that it is there, and what a configuration asks of it that it cannot do.
   *
   * @return what it is, in half a sentence
   * @throws Unusable if a solve cannot be made there
   */
  default String check(Problem problem, SolveConfig config) {
    return inWords();
  }

  /**
   * Whether a step that {@link #check} lets through is made there from its points on, and not in
   * part here: only then is a device chosen that nobody has named.
   */
  default boolean isWhole(Problem problem, SolveConfig config) {
    return true;
  }

  /**
   * The steps of a solve, of the parameters that a network has now.
   *
   * @param network one that {@link #check} has let through
   * @param root the run's key
   * @throws Unusable if it is not there any more, or has not enough memory
   */
  DeviceSteps steps(Problem problem, SolveConfig config, DenseNetwork network, RandomKey root);

  /** The reason why something cannot be done on a device: one sentence. */
  final class Unusable extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /**
     * The reason.
     *
     * @param device its name
     * @param reason as a part of a sentence
     */
    public Unusable(String device, String reason) {
      super(Text.format("the device %s cannot be used: %s", device, reason));
    }
  }
}

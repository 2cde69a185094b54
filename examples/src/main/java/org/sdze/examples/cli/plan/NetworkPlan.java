package org.sdze.examples.cli.plan;

import org.sdze.optimizer.setting.Choices;
import org.sdze.optimizer.setting.SdzeSettings;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.solve.NetworkConfig;
import org.sdze.pinn.solve.SolveSettings;

/**
 * The network of a run, d → h → … → h → 1.
 *
 * @param dimension d
 * @param shape all but the input
 * @param isWidthShrunk whether the default width was made smaller, so that d × h ≤ 2^28
 */
public record NetworkPlan(int dimension, NetworkConfig shape, boolean isWidthShrunk) {

  // DL4J counts the parameters of a layer in an int.
  private static final long LARGEST_PARAMETERS = Integer.MAX_VALUE;

  /** The network of a configuration that was made of choices. */
  static NetworkPlan of(Choices choices, NetworkConfig shape) {
    boolean isShrunk =
        choices.given(SolveSettings.WIDTH) == null
            && shape.width() < choices.with(SdzeSettings.DIMENSION, 1).get(SolveSettings.WIDTH);
    return new NetworkPlan(choices.get(SdzeSettings.DIMENSION), shape, isShrunk).requireCountable();
  }

  /**
   * This plan, if DL4J can count its parameters.
   *
   * @throws UserMistake if not
   */
  public NetworkPlan requireCountable() {
    if (parameters() > LARGEST_PARAMETERS) {
      throw new UserMistake(
          Text.format(
              ("--dim %d with --width %d and --depth %d makes %d parameters, but a network can have %d"
                  + " at most"),
              dimension,
              shape.width(),
              shape.depth(),
              parameters(),
              LARGEST_PARAMETERS));
    }
    return this;
  }

  /** P, the number of weights and biases. */
  public long parameters() {
    return shape.parameters(dimension);
  }
}

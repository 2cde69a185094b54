package org.sdze.examples.cli.plan;

import org.bytedeco.javacpp.Pointer;
import org.sdze.pinn.direction.RandomDirections;
import org.sdze.pinn.problem.ProblemShape;
import org.sdze.pinn.solve.NetworkConfig;

/** The check that the arrays of a run fit the memory that the process may take outside its heap. */
public final class MemoryNeeds {

  private static final double GIBIBYTE = 1L << 30;

  private MemoryNeeds() {}

  /**
   * Asks how much memory there may be before a native library is loaded, which says more than a
   * sentence where that option of the JVM is no number.
   */
  static void requireLimit() {
    Pointer.maxBytes();
  }

  /**
   * Compares a plan's arrays with the limit of this process.
   *
   * @throws UserMistake if they cannot fit
   */
  static void check(RunPlan plan) {
    check(plan.dimension(), plan.network(), plan.loss().batch(), numbers(plan));
  }

  /**
   * The same for any numbers that a network and a batch ask for.
   *
   * @param dimension d
   * @param numbers held at once
   * @throws UserMistake if they cannot fit
   */
  public static void check(int dimension, NetworkConfig network, int batch, double numbers) {
    double needed = numbers * network.precision().bytes();
    long allowed = Pointer.maxBytes(); // 0: no limit
    if (allowed > 0 && needed > allowed) {
      throw new UserMistake(
          ("--dim %d with --width %d, --depth %d and --batch %d needs about %.1f GiB for parameters,"
              + " points and sensitivities, but this process may take %.1f GiB: try a smaller"
              + " --batch or --width"),
          dimension,
          network.width(),
          network.depth(),
          batch,
          needed / GIBIBYTE,
          allowed / GIBIBYTE);
    }
  }

  /**
   * Checks that DL4J, which counts the parameters of a layer in an int, can count a network's.
   *
   * @throws UserMistake if not
   */
  public static void requireCountable(ProblemShape shape, NetworkConfig network) {
    long parameters = network.parameters(shape);
    if (parameters > Integer.MAX_VALUE) {
      throw new UserMistake(
          ("--dim %d with --width %d and --depth %d makes %d parameters, but a network can have %d"
              + " at most"),
          shape.dimension(),
          network.width(),
          network.depth(),
          parameters,
          Integer.MAX_VALUE);
    }
  }

  /**
   * Refuses inputs of a network for images that cannot fit.
   *
   * @throws UserMistake naming the options
   */
  public static void checkImages(int side, int batch) {
    double needed = 3.0 * side * side * batch * Float.BYTES;
    long allowed = Pointer.maxBytes();
    if (allowed > 0 && needed > allowed) {
      throw new UserMistake(
          "--side %d with --batch %d needs about %.1f GiB for the input alone, but this process may take %.1f GiB",
          side, batch, needed / GIBIBYTE, allowed / GIBIBYTE);
    }
  }

  /** The numbers held at once: the large arrays only, in double against overflow. */
  private static double numbers(RunPlan plan) {
    NetworkConfig network = plan.network();
    double batch = plan.loss().batch();
    double points = batch * plan.dimension();
    double rows = 0;
    if (plan.method().hasRows()) {
      double width = network.width();
      rows = batch * (batch + (network.depth() - 1.0) * width * width);
    }
    double directions =
        plan.loss().directions() instanceof RandomDirections random
            ? (double) random.count() * plan.dimension()
            : 0;
    return (double) plan.parameters() * (1 + plan.method().copies()) + points + rows + directions;
  }
}

package org.sdze.arbiter.score;

import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.domain.UnitBall;
import org.sdze.pinn.equation.HardConstraint;
import org.sdze.pinn.problem.ReferenceProblem;

/**
 * A network trained on an equation, as the scores see it. The network is live.
 *
 * @param problem the equation, its source and its solution
 * @param network N, with u = (1 − ‖x‖²) N
 * @param inputScale the factor of the input that the first layer's weights contain
 * @param root the run's key, which names the validation points
 * @param steps the number of steps made
 * @param seconds the time spent in them
 * @param peakMebibytes the largest resident memory of the process after any of them
 * @param history what was measured during training, in order
 */
public record PinnModel(
    ReferenceProblem problem,
    MultiLayerNetwork network,
    double inputScale,
    RandomKey root,
    long steps,
    double seconds,
    double peakMebibytes,
    List<Measurement> history) {

  // Numbers in a chunk of validation points.
  private static final long CHUNK_NUMBERS = 1L << 22;

  /** What makes a trial function of the network. */
  public static final HardConstraint CONSTRAINT = HardConstraint.unitBall();

  /**
   * A measurement during training.
   *
   * @param steps the steps made
   * @param seconds the time spent in them
   * @param value what a score measured
   */
  public record Measurement(long steps, double seconds, double value) {}

  public PinnModel {
    history = List.copyOf(history);
  }

  /**
   * u at the rows of {@code points}.
   *
   * @param points {@code [n, d]}, 'f' order
   * @return {@code [n]}
   */
  public double[] solution(INDArray points) {
    double[] values = HostArrays.copy(network.output(points));
    double[] factors = CONSTRAINT.factor(points).value();
    for (int i = 0; i < values.length; i++) {
      values[i] *= factors[i];
    }
    return values;
  }

  /** Visits chunks of points. */
  @FunctionalInterface
  interface Visitor {
    void visit(INDArray points);
  }

  /**
   * Draws validation points, on which candidates are compared: the same for all candidates of a
   * seed, and none of those that {@code ./sdze solve} reports its error on.
   */
  void forEachValidationPoint(int count, Visitor visitor) {
    int dimension = problem.dimension();
    int rows = (int) Math.max(1, Math.min(count, CHUNK_NUMBERS / dimension));
    DataType type = network.params().dataType();
    RandomKey key = root.purpose(Purpose.TEST_POINTS).index(-1);
    for (int first = 0, chunk = 0; first < count; first += rows, chunk++) {
      long size = Math.min(rows, count - first);
      INDArray points = Nd4j.createUninitialized(type, new long[] {size, dimension}, 'f');
      new UnitBall(dimension).draw(key.index(chunk), points);
      visitor.visit(points);
    }
  }
}

package org.sdze.benchmarks.rival;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.objective.Objective;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.train.Optimizer;
import org.sdze.optimizer.train.StepKey;
import org.sdze.optimizer.train.StepReport;

/**
 * MeZO (Malladi et al., arXiv:2305.17333): a two-sided difference along one Gaussian direction in
 * the space of all parameters, drawn again from its key whenever it is needed and never kept.
 *
 * <pre>g = [L(θ + εz) − L(θ − εz)] / (2ε),      θ ← θ − η g z.</pre>
 */
public final class Mezo implements Optimizer {

  // Numbers of z that exist at a time.
  private static final int BLOCK_NUMBERS = 1 << 20;

  private final double smoothing;
  private final double learningRate;
  private final Schedule schedule;
  private final MeanLoss losses = new MeanLoss();

  /**
   * An optimizer for one run.
   *
   * @param smoothing ε, positive
   * @param learningRate η, positive
   */
  public Mezo(double smoothing, double learningRate, Schedule schedule) {
    this.smoothing = smoothing;
    this.learningRate = learningRate;
    this.schedule = schedule;
  }

  @Override
  public StepReport step(DenseNetwork network, Objective objective, StepKey key) {
    RandomKey direction = key.key().purpose(Purpose.PROBE);
    move(network, direction, smoothing);
    double up = losses.of(network, objective, key.step());
    move(network, direction, -2 * smoothing);
    double down = losses.of(network, objective, key.step());
    double rate = learningRate * schedule.factor(key.progress());
    move(network, direction, smoothing - rate * slope(up, down));
    network.changed();
    return new StepReport(key.step(), (up + down) / 2, rate, Double.NaN, true);
  }

  private double slope(double up, double down) {
    return (up - down) / (2 * smoothing);
  }

  /** θ ← θ + scale · z, z named by its key; the first layer holds s times what is trained. */
  public static void move(DenseNetwork network, RandomKey direction, double scale) {
    List<INDArray> parameters = network.parameters();
    for (int k = 0; k < parameters.size(); k++) {
      INDArray parameter = parameters.get(k);
      double size = k == 0 ? scale * network.inputScale() : scale;
      long width = Math.max(1, BLOCK_NUMBERS / parameter.rows());
      for (long from = 0; from < parameter.columns(); from += width) {
        long to = Math.min(parameter.columns(), from + width);
        INDArray z =
            Nd4j.createUninitialized(
                parameter.dataType(), new long[] {parameter.rows(), to - from}, 'f');
        KeyedDraws.gaussian(direction.index(k).index(from), z);
        parameter.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to)).addi(z.muli(size));
      }
    }
  }
}

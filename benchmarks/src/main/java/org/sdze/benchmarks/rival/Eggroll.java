package org.sdze.benchmarks.rival;

import java.util.ArrayList;
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
 * Evolution strategies with low-rank perturbations, EGGROLL's recipe (Sarkar et al.,
 * arXiv:2511.16652): every member of a population moves each matrix by σ a bᵀ, a and b Gaussian,
 * and each vector by Gaussian noise; members come in pairs of opposite sign.
 *
 * <pre>ĝ = Σ over pairs of (L₊ − L₋) E / (N σ),      E = a bᵀ, N members,</pre>
 *
 * and Adam takes the step.
 */
public final class Eggroll implements Optimizer {

  private final int pairs;
  private final double smoothing;
  private final double learningRate;
  private final Schedule schedule;
  private final MeanLoss losses = new MeanLoss();
  private final AdamSteps adam = new AdamSteps();
  private List<INDArray> saved = List.of();

  /**
   * An optimizer for one run.
   *
   * @param population N, even and positive
   * @param smoothing σ, positive
   * @param learningRate positive
   * @throws IllegalArgumentException if the population is not even and positive
   */
  public Eggroll(int population, double smoothing, double learningRate, Schedule schedule) {
    if (population < 2 || population % 2 != 0) {
      throw new IllegalArgumentException(
          "population must be even and at least 2, was " + population);
    }
    this.pairs = population / 2;
    this.smoothing = smoothing;
    this.learningRate = learningRate;
    this.schedule = schedule;
  }

  @Override
  public StepReport step(DenseNetwork network, Objective objective, StepKey key) {
    Estimate estimate = estimate(network, objective, key);
    double rate = learningRate * schedule.factor(key.progress());
    adam.step(network, estimate.gradients(), rate, key.step());
    return new StepReport(key.step(), estimate.loss(), rate, Double.NaN, true);
  }

  /** The mean loss of a population, and its estimate of the gradient by what is trained. */
  record Estimate(double loss, List<INDArray> gradients) {}

  /** One population; the parameters are the same afterwards, to the bit. */
  Estimate estimate(DenseNetwork network, Objective objective, StepKey key) {
    List<INDArray> parameters = network.parameters();
    save(parameters);
    List<Factors> factors = draw(network, key.key().purpose(Purpose.PROBE));
    INDArray slopes = Nd4j.createUninitialized(network.dataType(), new long[] {1, pairs}, 'f');
    double total = 0;
    for (int pair = 0; pair < pairs; pair++) {
      double up = moved(network, objective, factors, pair, smoothing, key.step());
      double down = moved(network, objective, factors, pair, -smoothing, key.step());
      total += up + down;
      slopes.putScalar(pair, (up - down) / (2 * pairs * smoothing));
    }
    List<INDArray> gradients = factors.stream().map(factor -> factor.combine(slopes)).toList();
    return new Estimate(total / (2 * pairs), gradients);
  }

  /** The first layer holds s times what is trained. */
  private static double scale(DenseNetwork network, int parameter) {
    return parameter == 0 ? network.inputScale() : 1;
  }

  private void save(List<INDArray> parameters) {
    if (saved.isEmpty()) {
      saved = parameters.stream().map(parameter -> parameter.dup('f')).toList();
    }
    for (int k = 0; k < saved.size(); k++) {
      saved.get(k).assign(parameters.get(k));
    }
  }

  private double moved(
      DenseNetwork network,
      Objective objective,
      List<Factors> factors,
      int pair,
      double scale,
      long step) {
    List<INDArray> parameters = network.parameters();
    for (int k = 0; k < parameters.size(); k++) {
      factors.get(k).move(parameters.get(k), pair, scale * scale(network, k));
    }
    network.changed();
    try {
      return losses.of(network, objective, step);
    } finally {
      for (int k = 0; k < parameters.size(); k++) {
        parameters.get(k).assign(saved.get(k));
      }
      network.changed();
    }
  }

  /**
   * The perturbations of all pairs of one parameter: a bᵀ of a matrix, b of a vector.
   *
   * @param left the vectors a as columns, {@code [rows, pairs]}; ones for a vector
   * @param right the vectors b as columns, {@code [columns, pairs]}
   */
  private record Factors(INDArray left, INDArray right) {

    void move(INDArray parameter, int pair, double scale) {
      Nd4j.gemm(column(left, pair), column(right, pair), parameter, false, true, scale, 1);
    }

    INDArray combine(INDArray slopes) {
      INDArray sum =
          Nd4j.createUninitialized(left.dataType(), new long[] {left.rows(), right.rows()}, 'f');
      return Nd4j.gemm(left.mul(slopes), right, sum, false, true, 1, 0);
    }

    private static INDArray column(INDArray matrix, int index) {
      return matrix.get(NDArrayIndex.all(), NDArrayIndex.interval(index, index + 1));
    }
  }

  private List<Factors> draw(DenseNetwork network, RandomKey key) {
    List<Factors> factors = new ArrayList<>();
    for (INDArray parameter : network.parameters()) {
      RandomKey own = key.index(factors.size());
      factors.add(
          new Factors(
              parameter.rows() == 1
                  ? ones(parameter)
                  : draw(parameter, parameter.rows(), own.index(0)),
              parameter.columns() == 1 && parameter.rows() > 1
                  ? ones(parameter)
                  : draw(parameter, parameter.columns(), own.index(1))));
    }
    return factors;
  }

  private INDArray draw(INDArray like, long size, RandomKey key) {
    INDArray draws = Nd4j.createUninitialized(like.dataType(), new long[] {size, pairs}, 'f');
    KeyedDraws.gaussian(key, draws);
    return draws;
  }

  /** The other factor of a vector's noise, which is Gaussian by itself. */
  private INDArray ones(INDArray like) {
    return Nd4j.createUninitialized(like.dataType(), new long[] {1, pairs}, 'f').assign(1);
  }
}

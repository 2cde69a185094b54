package org.sdze.benchmarks.variance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.hipparchus.util.MathArrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.benchmarks.rival.Perturbation;
import org.sdze.benchmarks.rival.ReverseSweep;
import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.estimate.GradientEstimate;
import org.sdze.optimizer.estimate.ParameterGradient;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.forward.SpanFactor;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.objective.Objective;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.subspace.LowRankEstimator;
import org.sdze.pinn.direction.DirectionLaw;
import org.sdze.pinn.direction.RandomDirections;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.jet.JetPass;
import org.sdze.pinn.loss.ResidualLoss;
import org.sdze.pinn.loss.ResidualObjective;

/** Measures estimates of one network's loss and operators by drawing them again and again. */
public final class VarianceStudy {

  private static final List<Double> SMOOTHINGS = List.of(1e-4, 3e-4, 1e-3, 3e-3, 1e-2);
  private static final List<Integer> COUNTS = List.of(1, 2, 4, 8, 16);
  private static final int RANK = 8;
  private static final double SMOOTHING = 1e-4;

  private final DenseNetwork network;
  private final ResidualLoss loss;
  private final ResidualLoss exactLoss;
  private final RandomKey root;
  private final int draws;
  private final Consumer<String> progress;

  /**
   * A study.
   *
   * @param network in double precision: round-off would grow as 1/ε²
   * @param loss of that network, on random directions
   * @param exactLoss the same on all of the span
   * @param draws how often every estimate is drawn, at least 2
   * @param progress hears of every part
   */
  public VarianceStudy(
      DenseNetwork network,
      ResidualLoss loss,
      ResidualLoss exactLoss,
      RandomKey root,
      int draws,
      Consumer<String> progress) {
    this.network = network;
    this.loss = loss;
    this.exactLoss = exactLoss;
    this.root = root;
    this.draws = draws;
    this.progress = progress;
  }

  /** An objective whose every evaluation has points and directions of its own. */
  private static final class Unshared implements Objective {

    private final ResidualLoss loss;
    private final RandomKey key;
    private int evaluations;

    Unshared(ResidualLoss loss, RandomKey key) {
      this.loss = loss;
      this.key = key;
    }

    @Override
    public int samples() {
      return loss.at(key).samples();
    }

    @Override
    public double[] losses(DenseNetwork network) {
      evaluations++;
      return loss.at(key.index(evaluations)).losses(network);
    }
  }

  /**
   * Variance of the low-rank estimate against smoothing, without common random numbers and with.
   */
  public List<PowerLaw> againstSmoothing() {
    List<PowerLaw> laws = new ArrayList<>();
    for (boolean isCommon : new boolean[] {false, true}) {
      List<double[]> points = new ArrayList<>();
      for (double smoothing : SMOOTHINGS) {
        int rank = Math.min(RANK, smallestSide());
        // one refresh interval: its coordinates are those of one subspace
        LowRankEstimator estimator =
            new LowRankEstimator(new LowRank(rank, draws, 1, smoothing), root);
        Scatter scatter = null;
        for (int k = 0; k < draws; k++) {
          RandomKey key = root.step(k);
          Objective objective = isCommon ? loss.at(key) : new Unshared(loss, key);
          double[] estimate =
              coordinates(estimator.estimate(network, objective, key, k).gradients());
          scatter = scatter == null ? new Scatter(estimate.length) : scatter;
          scatter.add(estimate);
        }
        points.add(new double[] {smoothing, scatter.variance()});
      }
      String name = isCommon ? "common random numbers" : "independent evaluations";
      laws.add(new PowerLaw(name, points));
      progress.accept("variance against smoothing, " + name);
    }
    return laws;
  }

  private int smallestSide() {
    return network.layers().stream()
        .mapToInt(layer -> (int) Math.min(layer.inputs(), layer.outputs()))
        .filter(side -> side > 1)
        .min()
        .orElse(1);
  }

  private static double[] coordinates(List<ParameterGradient> gradients) {
    return gradients.stream().flatMapToDouble(gradient -> Arrays.stream(read(gradient))).toArray();
  }

  private static double[] read(ParameterGradient gradient) {
    INDArray tile =
        Nd4j.createUninitialized(
            DataType.DOUBLE, new long[] {gradient.rows(), gradient.columns()}, 'f');
    gradient.read(0, gradient.rows(), tile);
    return HostArrays.copy(tile);
  }

  /**
   * Variance of the estimated Laplacian of N, mean over the points, against the direction count.
   */
  public List<PowerLaw> againstDirections() {
    List<PowerLaw> laws = new ArrayList<>();
    for (RandomDirections.Kind kind : RandomDirections.Kind.values()) {
      laws.add(
          againstDirections(
              kind.name().toLowerCase(Locale.ROOT),
              network.inputs(),
              count -> new RandomDirections(kind, count)));
    }
    long span = Math.min(network.inputs(), network.entrance().outputs());
    laws.add(againstDirections("rotated span", span, SpanDirections::new));
    return laws;
  }

  private PowerLaw againstDirections(String name, long all, IntFunction<DirectionLaw> law) {
    List<double[]> points = new ArrayList<>();
    for (int count : COUNTS) {
      if (count < all) {
        points.add(new double[] {count, laplacianVariance(law.apply(count))});
      }
    }
    progress.accept("variance against directions, " + name);
    return new PowerLaw(name, points);
  }

  private double laplacianVariance(DirectionLaw law) {
    INDArray x = loss.at(root.step(0)).points();
    SpanFactor span = new SpanFactor(network);
    Workspace work = new Workspace(network.dataType());
    Scatter scatter = new Scatter(x.rows());
    for (int k = 0; k < draws; k++) {
      RandomKey key = root.step(k).purpose(Purpose.DIRECTIONS);
      JetPass pass =
          new JetPass(network, x, law.draw(key, network.inputs(), work).through(span), false, work);
      scatter.add(pass.output().laplacian());
    }
    return scatter.variance() / x.rows();
  }

  /** An estimate of the gradient of a step, one array a parameter. */
  @FunctionalInterface
  private interface Estimate {
    List<double[]> of(ResidualObjective objective, RandomKey key, int step);
  }

  /**
   * The cosine between one probe's estimate and the exact gradient, layer by layer, root mean
   * square over the draws; every draw has points of its own, the same for both.
   *
   * @return estimator → layer → cosine
   */
  public Map<String, Map<String, Double>> cosines() {
    int rank = Math.min(RANK, smallestSide());
    LowRankEstimator lowRank = new LowRankEstimator(new LowRank(rank, 1, 1, SMOOTHING), root);
    int quarter = Math.max(1, (int) network.entrance().outputs() / 4);
    Map<String, Estimate> estimates = new LinkedHashMap<>();
    estimates.put("one Gaussian direction (MeZO)", (objective, key, k) -> gaussian(objective, key));
    estimates.put(
        "low-rank subspace, rank " + rank,
        (objective, key, k) ->
            written(
                new GradientEstimate(
                    network, lowRank.estimate(network, objective, key, k).gradients())));
    estimates.put(
        "unit credit, a quarter of the units",
        (objective, key, k) -> units(objective, key, quarter));
    estimates.put(
        "unit credit, all units", (objective, key, k) -> units(objective, key, UnitCredit.ALL));
    Map<String, Map<String, Double>> cosines = new LinkedHashMap<>();
    ReverseSweep sweep = new ReverseSweep(network);
    for (int k = 0; k < draws; k++) {
      int step = k;
      RandomKey key = root.step(k);
      ResidualObjective objective = exactLoss.at(key);
      List<double[]> exact =
          sweep.of(objective).gradients().stream().map(HostArrays::copy).toList();
      estimates.forEach(
          (name, estimate) ->
              add(
                  cosines.computeIfAbsent(name, each -> new LinkedHashMap<>()),
                  exact,
                  estimate.of(objective, key, step)));
    }
    progress.accept("cosines");
    cosines.values().forEach(row -> row.replaceAll((layer, sum) -> Math.sqrt(sum / draws)));
    return cosines;
  }

  private List<double[]> gaussian(ResidualObjective objective, RandomKey key) {
    RandomKey direction = key.purpose(Purpose.PROBE);
    Perturbation.move(network, direction, SMOOTHING);
    double up = mean(objective);
    Perturbation.move(network, direction, -2 * SMOOTHING);
    double down = mean(objective);
    Perturbation.move(network, direction, SMOOTHING);
    List<INDArray> gradients =
        network.parameters().stream().map(each -> each.ulike().assign(0)).toList();
    Perturbation.addTo(gradients, direction, (up - down) / (2 * SMOOTHING));
    return gradients.stream().map(HostArrays::copy).toList();
  }

  private double mean(ResidualObjective objective) {
    return Arrays.stream(objective.losses(network)).average().orElseThrow();
  }

  private List<double[]> units(ResidualObjective objective, RandomKey key, int units) {
    UnitCredit credit = new UnitCredit(units, 1e-5, true);
    return written(objective.rows(network, credit, key.purpose(Purpose.UNITS)).gradient());
  }

  /** An estimate written out, by making a step of it and taking it back. */
  private List<double[]> written(GradientEstimate estimate) {
    List<INDArray> parameters = network.parameters();
    List<INDArray> before = parameters.stream().map(INDArray::dup).toList();
    estimate.step(-1);
    List<double[]> change = new ArrayList<>();
    for (int k = 0; k < parameters.size(); k++) {
      change.add(HostArrays.copy(parameters.get(k).sub(before.get(k))));
      parameters.get(k).assign(before.get(k));
    }
    network.changed();
    return change;
  }

  /** Adds the squares of the cosines between weights, by layer. */
  private void add(Map<String, Double> sums, List<double[]> exact, List<double[]> estimate) {
    for (int layer = 0; layer < network.layers().size(); layer++) {
      double cosine = MathArrays.cosAngle(exact.get(2 * layer), estimate.get(2 * layer));
      double square = Double.isNaN(cosine) ? 0 : cosine * cosine; // of a layer without estimate
      sums.merge(network.layers().get(layer).name(), square, Double::sum);
    }
  }
}

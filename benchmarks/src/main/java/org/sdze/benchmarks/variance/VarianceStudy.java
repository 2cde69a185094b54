package org.sdze.benchmarks.variance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.benchmarks.rival.Mezo;
import org.sdze.benchmarks.rival.ReverseSweep;
import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.estimate.GradientEstimate;
import org.sdze.optimizer.estimate.ParameterGradient;
import org.sdze.optimizer.estimate.ResidualRows;
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

  /**
   * The cosine between one probe's estimate and the exact gradient, layer by layer, root mean
   * square over the draws; every draw has points of its own, the same for both.
   *
   * @return estimator → layer → cosine
   */
  public Map<String, Map<String, Double>> cosines() {
    Map<String, Map<String, double[]>> sums = new LinkedHashMap<>();
    LowRankEstimator lowRank =
        new LowRankEstimator(new LowRank(Math.min(RANK, smallestSide()), 1, 1, SMOOTHING), root);
    ReverseSweep sweep = new ReverseSweep(network);
    int width = (int) network.entrance().outputs();
    for (int k = 0; k < draws; k++) {
      RandomKey key = root.step(k);
      ResidualObjective objective = exactLoss.at(key);
      List<double[]> exact = copies(sweep.of(objective).gradients());
      add(sums, "one Gaussian direction (MeZO)", exact, gaussian(objective, key));
      add(
          sums,
          "low-rank subspace, rank " + Math.min(RANK, smallestSide()),
          exact,
          moved(
              new GradientEstimate(
                  network, lowRank.estimate(network, objective, key, k).gradients())));
      add(sums, "unit credit, a quarter of the units", exact, units(objective, key, width / 4));
      add(sums, "unit credit, all units", exact, units(objective, key, UnitCredit.ALL));
    }
    progress.accept("cosines");
    Map<String, Map<String, Double>> cosines = new LinkedHashMap<>();
    sums.forEach(
        (name, layers) -> {
          Map<String, Double> row = new LinkedHashMap<>();
          layers.forEach((layer, sum) -> row.put(layer, Math.sqrt(sum[0] / draws)));
          cosines.put(name, row);
        });
    return cosines;
  }

  private List<double[]> gaussian(ResidualObjective objective, RandomKey key) {
    List<double[]> before = copies(network.parameters());
    RandomKey direction = key.purpose(Purpose.PROBE);
    Mezo.move(network, direction, SMOOTHING);
    double up = mean(objective);
    Mezo.move(network, direction, -2 * SMOOTHING);
    double down = mean(objective);
    restore(before);
    Mezo.move(network, direction, (up - down) / (2 * SMOOTHING));
    return change(before);
  }

  private double mean(ResidualObjective objective) {
    network.changed();
    return Arrays.stream(objective.losses(network)).average().orElseThrow();
  }

  private List<double[]> units(ResidualObjective objective, RandomKey key, int units) {
    UnitCredit credit = new UnitCredit(Math.max(1, units), 1e-5, true);
    ResidualRows rows = objective.rows(network, credit, key.purpose(Purpose.UNITS));
    double[] weights = rows.second().residuals().clone();
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= 2.0 / weights.length;
    }
    return moved(rows.first().combine(weights));
  }

  /** An estimate written out, by making a step of it and taking it back. */
  private List<double[]> moved(GradientEstimate estimate) {
    List<double[]> before = copies(network.parameters());
    estimate.step(-1);
    return change(before);
  }

  private List<double[]> change(List<double[]> before) {
    List<double[]> after = copies(network.parameters());
    for (int k = 0; k < after.size(); k++) {
      for (int i = 0; i < after.get(k).length; i++) {
        after.get(k)[i] -= before.get(k)[i];
      }
    }
    restore(before);
    return after;
  }

  private static List<double[]> copies(List<INDArray> arrays) {
    return arrays.stream().map(HostArrays::copy).toList();
  }

  private void restore(List<double[]> saved) {
    List<INDArray> parameters = network.parameters();
    for (int k = 0; k < saved.size(); k++) {
      INDArray parameter = parameters.get(k);
      parameter.assign(
          Nd4j.create(saved.get(k), parameter.shape(), 'f').castTo(parameter.dataType()));
    }
    network.changed();
  }

  private void add(
      Map<String, Map<String, double[]>> sums,
      String name,
      List<double[]> exact,
      List<double[]> estimate) {
    for (int layer = 0; layer < network.layers().size(); layer++) {
      double cosine = cosine(exact.get(2 * layer), estimate.get(2 * layer));
      sums.computeIfAbsent(name, key -> new LinkedHashMap<>())
              .computeIfAbsent(network.layers().get(layer).name(), key -> new double[1])[0] +=
          cosine * cosine;
    }
  }

  private static double cosine(double[] a, double[] b) {
    double product = 0;
    double left = 0;
    double right = 0;
    for (int i = 0; i < a.length; i++) {
      product += a[i] * b[i];
      left += a[i] * a[i];
      right += b[i] * b[i];
    }
    return left == 0 || right == 0 ? 0 : product / Math.sqrt(left * right);
  }
}

package org.sdze.arbiter.generator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Bayesian optimization: a Gaussian process is fitted to the scores so far, and the next candidate
 * is where it expects the largest improvement.
 *
 * <p>The first candidates are shifted Sobol points. The model is that of {@link GaussianProcess}
 * over the features of {@link Cube}, so that inactive parameters do not enter, values without an
 * order are only equal or not, and integers count by their values; its scores are those of {@link
 * ScoreScale}. Every second candidate explores: its model is of the scores without logarithms, and
 * must expect an improvement that counts; without it a search that has found the bottom of one
 * category's valley stays there. A failed candidate counts as bad as the worst that did not fail.
 * Candidates without a result are taken to come out as the model expects (Ginsbourger, Le Riche and
 * Carraro 2010), so that several can run at once.
 *
 * @param <T> the type of the candidates
 */
public final class BayesianGenerator<T> extends SearchGenerator<T> {

  /** Observations that hyperparameters are fitted to, at most: a fit costs their cube. */
  private static final int FITTED = 100;

  private static final int STARTS = 3;

  /** As many as there are parameters is no better, and asks the model later. */
  private static final int INITIAL = 5;

  /** What an exploring candidate must promise to improve by, in standard deviations. */
  private static final double MARGIN = 0.1;

  private final boolean minimize;
  private final int initialPoints;
  private final Cube cube;
  private final Kernel kernel;
  private SobolPoints sobol;

  /**
   * A generator over a space, with five initial points.
   *
   * @param minimize whether a smaller score is better
   */
  public BayesianGenerator(ParameterSpace<T> parameterSpace, boolean minimize, long seed) {
    this(parameterSpace, null, minimize, 0, seed, false);
  }

  /**
   * A generator over a space.
   *
   * @param minimize whether a smaller score is better
   * @param initialPoints before the model is asked, at least 2; 0 for the default
   * @throws IllegalArgumentException if a number is out of its range
   */
  @JsonCreator
  public BayesianGenerator(
      @JsonProperty("parameterSpace") ParameterSpace<T> parameterSpace,
      @JsonProperty("dataParameters") @Nullable Map<String, Object> dataParameters,
      @JsonProperty("minimize") boolean minimize,
      @JsonProperty("initialPoints") int initialPoints,
      @JsonProperty("seed") long seed,
      @JsonProperty("initDone") boolean initDone) {
    super(parameterSpace, dataParameters, seed, initDone);
    if (initialPoints < 0 || initialPoints == 1) {
      throw new IllegalArgumentException(
          "initialPoints must be at least 2, or 0 for the default, was " + initialPoints);
    }
    this.minimize = minimize;
    this.initialPoints = initialPoints > 0 ? initialPoints : INITIAL;
    cube = new Cube(parameterSpace);
    boolean[] categorical = new boolean[dimension()];
    for (int k = 0; k < categorical.length; k++) {
      categorical[k] = cube.categorical(k);
    }
    kernel = new Kernel(categorical);
    sobol = new SobolPoints(dimension(), key());
  }

  /** Whether a smaller score is better. */
  public boolean isMinimize() {
    return minimize;
  }

  /** How many candidates are Sobol points before the model is asked. */
  public int getInitialPoints() {
    return initialPoints;
  }

  @Override
  public void setRngSeed(long rngSeed) {
    super.setRngSeed(rngSeed);
    sobol = new SobolPoints(dimension(), key());
  }

  @Override
  double[] point(int index) {
    List<Observation> observations = observations();
    long scored = observations.stream().filter(o -> o.score() != null).count();
    if (index < initialPoints || scored < 2) {
      return cube.settled(sobol.point(index));
    }
    UniformRandomProvider random = key().step(index).generator();
    boolean exploring = index % 2 == 0;
    double[] values = scaled(observations, !exploring);
    double[][] features =
        observations.stream().map(o -> cube.features(o.point())).toArray(double[][]::new);
    Hyperparameters hyperparameters = fit(features, values, random);
    GaussianProcess process = new GaussianProcess(kernel, features, values, hyperparameters);
    double best = Double.POSITIVE_INFINITY;
    List<double[]> good = new ArrayList<>();
    double[] means = new double[values.length];
    for (int k = 0; k < values.length; k++) {
      means[k] = process.predict(features[k]).mean();
      best = Math.min(best, means[k]);
      good.add(observations.get(k).point());
    }
    for (double[] point : pending()) {
      double[] waiting = cube.features(point);
      double believed = process.predict(waiting).mean();
      features = append(features, waiting);
      values = append(values, believed);
      process = new GaussianProcess(kernel, features, values, hyperparameters);
    }
    Acquisition acquisition = new Acquisition(cube, process, exploring ? best - MARGIN : best);
    double[] found = acquisition.maximize(good, means, random);
    return found == null ? cube.settled(sobol.point(index)) : cube.settled(found);
  }

  /** The scores as the model sees them; those that failed are as bad as the worst that did not. */
  private double[] scaled(List<Observation> observations, boolean logarithms) {
    double[] known =
        observations.stream().filter(o -> o.score() != null).mapToDouble(this::loss).toArray();
    double[] unbiased =
        observations.stream()
            .filter(o -> o.score() != null && o.index() >= 0 && o.index() < initialPoints)
            .mapToDouble(this::loss)
            .toArray();
    ScoreScale scale = new ScoreScale(known, unbiased.length < 4 ? known : unbiased, logarithms);
    double worst = Arrays.stream(known).max().orElseThrow();
    return observations.stream()
        .mapToDouble(o -> scale.of(o.score() == null ? worst : loss(o)))
        .toArray();
  }

  private double loss(Observation observation) {
    double score = Objects.requireNonNull(observation.score());
    return minimize ? score : -score;
  }

  private Hyperparameters fit(double[][] features, double[] values, UniformRandomProvider random) {
    int n = values.length;
    if (n <= FITTED) {
      return new Evidence(kernel, features, values).best(STARTS, random);
    }
    // Half of them the best, where the model must be right, the others evenly over the rest.
    int[] order =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble(k -> values[k]))
            .mapToInt(k -> k)
            .toArray();
    double[][] some = new double[FITTED][];
    double[] theirs = new double[FITTED];
    int half = FITTED / 2;
    for (int k = 0; k < FITTED; k++) {
      int rank = k < half ? k : half + (k - half) * (n - half) / (FITTED - half);
      some[k] = features[order[rank]];
      theirs[k] = values[order[rank]];
    }
    return new Evidence(kernel, some, theirs).best(STARTS, random);
  }

  private static double[][] append(double[][] rows, double[] row) {
    double[][] longer = Arrays.copyOf(rows, rows.length + 1);
    longer[rows.length] = row;
    return longer;
  }

  private static double[] append(double[] values, double value) {
    double[] longer = Arrays.copyOf(values, values.length + 1);
    longer[values.length] = value;
    return longer;
  }
}

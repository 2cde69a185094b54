package org.sdze.pinn.solve;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.dl4j.DenseNetworks;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.SpanFactor;
import org.sdze.optimizer.memory.PeakMemory;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.text.Text;
import org.sdze.optimizer.train.Budget;
import org.sdze.optimizer.train.Optimizer;
import org.sdze.optimizer.train.SdzeConfig;
import org.sdze.optimizer.train.StepKey;
import org.sdze.optimizer.train.Trainer;
import org.sdze.optimizer.train.TrainingLoop;
import org.sdze.optimizer.train.TrainingLoop.Listener;
import org.sdze.optimizer.train.TrainingLoop.Status;
import org.sdze.optimizer.train.TrainingState;
import org.sdze.pinn.domain.Quadrature;
import org.sdze.pinn.loss.Loss;
import org.sdze.pinn.loss.LossConfig;
import org.sdze.pinn.loss.TermsLoss;
import org.sdze.pinn.operator.LinePlan;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.Term;
import org.sdze.pinn.score.ConditionScore;
import org.sdze.pinn.score.PointScore;
import org.sdze.pinn.score.TestPoints;
import org.sdze.pinn.score.TestSet;

/**
 * A problem being solved: network, loss and optimizer, and where they stand. It can be stopped
 * after any step, saved, and gone on with in another process: with a budget of steps, and the same
 * arithmetic, to the bits of a solve that was not interrupted.
 *
 * <pre>{@code
 * Solve solve = new Solve(problem, Defaults.of(problem), new Budget.Steps(500), 0);
 * solve.run();
 * double error = solve.relativeError(10_000);
 * double[] u = solve.at(points);
 * }</pre>
 *
 * <p>The network is DL4J's, trained in place. Used by one thread.
 */
public final class Solve {

  private static final Status BEGIN = new Status(0, 0, 0);

  // Points of scores: the same for all solves of a seed, and none of those of a final error.
  private static final int VALIDATION = -1;
  private static final int CONDITIONS = -2;

  private static final int FEATURES = -1; // beside the keys of initial values
  private static final long MOST_FEATURE_PARAMETERS = 1 << 20;
  private static final long FEATURE_POINTS = 4; // for each number of the output layer

  private final Problem problem;
  private final Map<String, Object> settings = new LinkedHashMap<>();
  private final Budget budget;
  private final RandomKey root;
  private final int keptSteps;
  private final MultiLayerNetwork network;
  private final DenseNetwork dense;
  private final Loss loss;
  private final Optimizer optimizer;
  private final ForwardPass forward;
  private final String deviceName;
  private final @Nullable DeviceSteps device; // null where steps are made by the optimizer here
  private final double rate; // η at the beginning, which steps on a device follow
  private final Schedule schedule;
  private final @Nullable Supplier<MultiLayerNetwork> initial; // null for a network of one's own
  private History history = new History();
  private Status status = BEGIN;
  private double peakMebibytes;

  /**
   * A solve that has made no step.
   *
   * @param problem the problem
   * @param config network, loss, training
   * @param budget of the whole solve, which its learning rate follows
   * @param seed the root of all randomness but the problem's
   * @throws IllegalArgumentException if problem and configuration do not go together
   */
  public Solve(Problem problem, SolveConfig config, Budget budget, long seed) {
    this(problem, config, budget, seed, null);
  }

  /**
   * A solve that has made no step, on a device. Its points may be others than those of this
   * process, of the same law; what it saves is gone on with anywhere.
   *
   * @param problem the problem
   * @param config network, loss, training
   * @param budget of the whole solve, which its learning rate follows
   * @param seed the root of all randomness but the problem's
   * @param device where steps are made; null for here
   * @throws Device.Unusable if the device is not there, or cannot do what is asked for
   * @throws IllegalArgumentException if problem and configuration do not go together
   */
  public Solve(
      Problem problem, SolveConfig config, Budget budget, long seed, @Nullable Device device) {
    this(
        Argument.given("problem", problem),
        Argument.given("configuration", config).network().create(problem, RandomKey.root(seed)),
        () -> config.network().create(problem, RandomKey.root(seed)),
        config.network().inputScale(),
        Settings.written(Settings.of(config.network())),
        config.loss(),
        budget,
        seed,
        keptSteps(config.training()),
        Settings.written(Settings.of(config.training())),
        root -> new Trainer(config.training(), root),
        config,
        device);
  }

  /**
   * A solve by a network of one's own.
   *
   * @param problem the problem
   * @param network dense layers and one linear output, initialised; trained in place
   * @param loss points, directions, residual
   * @param training estimator, step rule, learning rate
   * @param budget of the whole solve, which its learning rate follows
   * @param seed the root of all randomness but the problem's and the network's
   * @throws IllegalArgumentException if they do not go together, or a layer has no jet rule
   */
  public Solve(
      Problem problem,
      MultiLayerNetwork network,
      LossConfig loss,
      SdzeConfig training,
      Budget budget,
      long seed) {
    this(
        problem,
        network,
        null,
        1,
        Map.of("network", Text.format("own, of %d parameters", network.numParams())),
        loss,
        budget,
        seed,
        keptSteps(training),
        Settings.written(Settings.of(training)),
        root -> new Trainer(training, root),
        null,
        null);
  }

  /**
   * A solve by an optimizer of somebody else. It cannot be saved.
   *
   * @param settings of the optimizer, by name
   * @param optimizer made from the run's key
   * @throws IllegalArgumentException if problem, network and loss do not go together
   */
  public Solve(
      Problem problem,
      NetworkConfig network,
      LossConfig loss,
      Budget budget,
      long seed,
      Map<String, Object> settings,
      Function<RandomKey, Optimizer> optimizer) {
    this(
        problem,
        network.create(problem, RandomKey.root(seed)),
        () -> network.create(problem, RandomKey.root(seed)),
        network.inputScale(),
        Settings.written(Settings.of(network)),
        loss,
        budget,
        seed,
        1,
        settings,
        optimizer,
        null,
        null);
  }

  private Solve(
      Problem problem,
      MultiLayerNetwork network,
      @Nullable Supplier<MultiLayerNetwork> initial,
      double inputScale,
      Map<String, Object> networkSettings,
      LossConfig loss,
      Budget budget,
      long seed,
      int keptSteps,
      Map<String, Object> trainingSettings,
      Function<RandomKey, Optimizer> optimizer,
      @Nullable SolveConfig config,
      @Nullable Device device) {
    this.problem = Argument.given("problem", problem);
    this.network = Argument.given("network", network);
    this.initial = initial;
    this.budget = Argument.given("budget", budget);
    this.root = RandomKey.root(seed);
    this.keptSteps = keptSteps;
    this.dense = DenseNetworks.of(network, inputScale);
    this.loss = loss.of(problem, dense);
    this.optimizer = optimizer.apply(root);
    this.forward = new ForwardPass(problem, network);
    this.device =
        config == null || device == null ? null : device.steps(problem, config, dense, root);
    this.deviceName = device == null ? "cpu" : device.name();
    this.rate = config == null ? Double.NaN : config.training().learningRate();
    this.schedule = config == null ? Schedule.CONSTANT : config.training().schedule();
    settings.put("problem", problem.name());
    settings.put("dim", problem.dimension());
    settings.putAll(networkSettings);
    settings.putAll(Settings.written(Settings.of(loss)));
    settings.putAll(trainingSettings);
    if (problem.kind().isByLines()) { // what has no meaning there, a command refuses
      SolveSettings.ofDirections().forEach(setting -> settings.remove(setting.key()));
    }
    settings.putAll(Settings.of(budget));
    settings.put("seed", seed);
  }

  private static int keptSteps(SdzeConfig training) {
    return training.stepRule() instanceof GaussNewton rule ? rule.keptSteps() : 1;
  }

  /**
   * A solve that goes on where another one was saved.
   *
   * @param file written by {@link #save} of a solve of the same problem, configuration, budget and
   *     seed
   * @throws org.sdze.optimizer.checkpoint.CheckpointException if it is damaged, or holds none
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if it is of another solve, naming the settings that differ
   */
  public static Solve resume(
      Path file, Problem problem, SolveConfig config, Budget budget, long seed) throws IOException {
    return resume(file, problem, config, budget, seed, null);
  }

  /**
   * A solve that goes on where another one was saved, here or on a device, whichever that one was
   * made on. On another one its points may be others, of the same law.
   *
   * @param file written by {@link #save} of a solve of the same problem, configuration, budget and
   *     seed
   * @param device where steps are made; null for here
   * @throws org.sdze.optimizer.checkpoint.CheckpointException if it is damaged, or holds none
   * @throws IOException if the file cannot be read
   * @throws Device.Unusable if the device is not there, or cannot do what is asked for
   * @throws IllegalArgumentException if it is of another solve, naming the settings that differ
   */
  public static Solve resume(
      Path file,
      Problem problem,
      SolveConfig config,
      Budget budget,
      long seed,
      @Nullable Device device)
      throws IOException {
    Solve solve = new Solve(problem, config, budget, seed, device);
    SolveCheckpoint saved = SolveCheckpoint.read(file);
    Map<String, String> known = new LinkedHashMap<>(saved.settings());
    if (problem.kind().isByLines()) { // files of before have them, of no meaning
      SolveSettings.ofDirections().forEach(setting -> known.remove(setting.key()));
    }
    requireSame(file, known, solve.settings);
    saved.requireParametersLike(solve.dense.parameters(), file);
    solve.take(saved);
    return solve;
  }

  /**
   * What a file was asked for.
   *
   * @return the settings and the notes that it was saved with
   * @throws org.sdze.optimizer.checkpoint.CheckpointException if it is damaged, or holds no solve
   * @throws IOException if it cannot be read
   */
  public static Map<String, String> settingsIn(Path file) throws IOException {
    return SolveCheckpoint.textsIn(file);
  }

  private static void requireSame(
      Path file, Map<String, String> saved, Map<String, Object> wanted) {
    TreeSet<String> names = new TreeSet<>(saved.keySet());
    names.addAll(wanted.keySet());
    StringBuilder differences = new StringBuilder();
    for (String name : names) {
      String here = text(wanted.get(name));
      String there = saved.getOrDefault(name, "nothing");
      if (!here.equals(there)) {
        differences.append(
            Text.format(
                "%s%s %s and not %s", differences.isEmpty() ? "" : ", ", name, there, here));
      }
    }
    if (!differences.isEmpty()) {
      throw Argument.refused("%s is of a solve with %s", file, differences);
    }
  }

  /** A setting as a file has it. */
  static String text(@Nullable Object value) {
    return value == null ? "nothing" : value.toString();
  }

  /**
   * Saves where it stands; an interrupted write leaves the file as it was.
   *
   * @throws IllegalStateException if the optimizer is somebody else's
   */
  public void save(Path file) throws IOException {
    save(file, Map.of());
  }

  /**
   * Saves where it stands; an interrupted write leaves the file as it was.
   *
   * @param notes for {@link #settingsIn}, of no meaning to the solve
   * @throws IllegalStateException if the optimizer is somebody else's
   */
  public void save(Path file, Map<String, String> notes) throws IOException {
    if (!(optimizer instanceof Trainer trainer)) {
      throw new IllegalStateException("a solve by another optimizer cannot be saved");
    }
    settle();
    Map<String, String> texts = new LinkedHashMap<>();
    settings.forEach((name, value) -> texts.put(name, text(value)));
    new SolveCheckpoint(
            texts,
            notes,
            status,
            peakMebibytes(),
            history,
            dense.parameters(),
            device == null ? trainer.state() : new TrainingState(status.steps(), Map.of()),
            carried())
        .write(file);
  }

  private SpanFactor.@Nullable Carried carried() {
    if (device != null) {
      return device.carried();
    }
    SpanFactor span = loss.span();
    return span == null ? null : span.carried();
  }

  /** Lets the network hold what was reached. */
  private void settle() {
    if (device != null) {
      device.settle();
    }
  }

  private void take(SolveCheckpoint saved) {
    status = saved.status();
    peakMebibytes = saved.peakMebibytes();
    history = saved.history();
    List<INDArray> parameters = dense.parameters();
    for (int k = 0; k < parameters.size(); k++) {
      parameters.get(k).assign(saved.parameters().get(k));
    }
    dense.changed();
    if (device != null) { // which keeps nothing else between steps
      device.begin();
      if (saved.span() != null) {
        device.resume(saved.span());
      }
      return;
    }
    ((Trainer) optimizer).resume(dense, saved.state());
    SpanFactor span = loss.span();
    if (span != null && saved.span() != null) {
      span.resume(saved.span());
    }
  }

  /**
   * Trains until the budget is spent.
   *
   * @return where the solve stands
   * @throws org.sdze.optimizer.train.DivergenceException if it cannot go on; the network then holds
   *     the last good parameters
   */
  public Status run() {
    return run((report, now) -> true);
  }

  /**
   * Trains until the budget is spent or the listener says stop; at once if it is spent already.
   *
   * @param listener hears of every step, and may save, measure or note an error between steps
   * @return where the solve stands
   * @throws org.sdze.optimizer.train.DivergenceException if it cannot go on; the network then holds
   *     the last good parameters
   */
  public Status run(Listener listener) {
    Argument.given("listener", listener);
    if (status.progress() < 1) {
      TrainingLoop.run(
          device == null
              ? key -> optimizer.step(dense, loss.at(keyOfPoints()), key)
              : key -> device.step(key, rate * schedule.factor(key.progress())),
          root,
          budget,
          status,
          (report, now) -> {
            status = now;
            history.add(report, now);
            return listener.afterStep(report, now);
          });
    }
    return status;
  }

  /** That of the first of the steps that have the same points as the one that is next. */
  private RandomKey keyOfPoints() {
    return StepKey.of(root, status.steps() / keptSteps * keptSteps, 0).key();
  }

  /**
   * Trains until a part of the budget is spent; at once if it is already.
   *
   * @param progress the part, in (0, 1]
   * @return where the solve stands
   * @throws org.sdze.optimizer.train.DivergenceException as {@link #run} does
   */
  public Status runTo(double progress) {
    if (!(progress > 0 && progress <= 1)) {
      throw new IllegalArgumentException("progress must be in (0, 1], was " + progress);
    }
    return status.progress() < progress ? run((report, now) -> now.progress() < progress) : status;
  }

  /** Where steps are made: the name of a {@link Device}, or {@code cpu}. */
  public String device() {
    return deviceName;
  }

  /** Where the solve stands. */
  public Status status() {
    return status;
  }

  /** What is known of every step. */
  public History history() {
    return history;
  }

  /** The problem. */
  public Problem problem() {
    return problem;
  }

  /** What was asked for, by name, in the order of a file's. */
  public Map<String, Object> settings() {
    return Collections.unmodifiableMap(settings);
  }

  /** N, which is live; of steps on a device it holds those that were made before this call. */
  public MultiLayerNetwork network() {
    settle();
    return network;
  }

  /** The largest resident memory of the processes that have worked on this solve, in MiB. */
  public double peakMebibytes() {
    peakMebibytes = Math.max(peakMebibytes, PeakMemory.mebibytes());
    return peakMebibytes;
  }

  /**
   * u at the rows of {@code points}.
   *
   * @param points {@code [n, d]}, 'f' order, of the network's precision
   * @return {@code [n m]}, the point running fastest
   */
  public double[] at(INDArray points) {
    if (Argument.matrix("points", points).columns() != problem.inputs()) {
      throw Argument.refused(
          "points must have %d columns, had %d", problem.inputs(), points.columns());
    }
    settle();
    return problem.constraint().trialValues(points, forward.at(points));
  }

  /**
   * A set of test points, by which the error is measured as often as wanted.
   *
   * @param count the number of points, at least 1
   * @throws IllegalStateException if the problem's solution is not known
   */
  public TestSet testSet(int count) {
    return new TestSet(
        problem,
        root.purpose(Purpose.TEST_POINTS),
        Argument.atLeastOne("test points", count),
        width(),
        dense.dataType());
  }

  private int width() {
    return dense.layers().stream().mapToInt(layer -> (int) layer.outputs()).max().orElse(1);
  }

  /**
   * The relative error on a set of test points.
   *
   * @param isGivenUp asked at every chunk of points
   * @return NaN if it was given up
   */
  public double relativeError(TestSet test, BooleanSupplier isGivenUp) {
    settle();
    return test.relativeError(forward::at, isGivenUp);
  }

  /**
   * The relative L2 error on {@code count} test points.
   *
   * @throws IllegalStateException if the problem's solution is not known
   */
  public double relativeError(int count) {
    return relativeError(testSet(count), () -> false);
  }

  /**
   * The error of the network as it begins, its hidden layers frozen and its output layer solved for
   * on a larger sample: what training has to beat.
   *
   * @return NaN where the network is one's own, or so large that this would cost too much
   */
  public double featuresBaseline(TestSet test) {
    if (initial == null
        || dense.parameterCount() > MOST_FEATURE_PARAMETERS
        || featureNumbers() > SolveSettings.LARGEST_JETS) {
      return Double.NaN;
    }
    MultiLayerNetwork other = initial.get();
    DenseNetwork features = DenseNetworks.of(other, dense.inputScale());
    fitOutputLayer(features);
    return test.relativeError(new ForwardPass(problem, other)::at, () -> false);
  }

  /**
   * Solves for the output layer while the hidden ones stay as they are: the whole answer in up to
   * some three smooth dimensions, a start in up to ten, and of no use at a hundred (docs/method.md
   * §7a). It is no step: called before the first one, or not at all.
   */
  public void startByOutputLayer() {
    if (status.steps() > 0) {
      throw new IllegalStateException("the output layer is solved for before the first step alone");
    }
    fitOutputLayer(dense);
    if (device != null) {
      device.begin();
    }
  }

  /** The numbers in jets along lines that solving for the output layer takes. */
  private long featureNumbers() {
    return problem.kind().isByLines()
        ? (long) new LinePlan(problem.interior().operators(), problem.inputs()).count()
            * width()
            * featurePoints()
        : 0;
  }

  private int featurePoints() {
    long unknowns = dense.output().weights().length() + dense.output().bias().length();
    return Math.toIntExact(FEATURE_POINTS * unknowns / problem.outputs());
  }

  private void fitOutputLayer(DenseNetwork network) {
    LossConfig exact = LossConfig.exact(featurePoints());
    RandomKey key = root.purpose(Purpose.INITIALIZATION).index(FEATURES);
    OutputLayerFit.fit(network, exact.of(problem, network).at(key), key);
  }

  /**
   * How well each condition beside the constraint holds, in the order of the problem.
   *
   * @param count the number of points of each, at least 1
   */
  public List<ConditionScore> conditionScores(int count) {
    Argument.atLeastOne("points of a condition", count);
    List<ConditionScore> scores = new ArrayList<>();
    if (!(loss instanceof TermsLoss terms) || problem.conditions().isEmpty()) {
      return scores;
    }
    boolean isKnown = problem.solution() != null;
    RandomKey key = root.purpose(Purpose.TEST_POINTS).index(CONDITIONS);
    double size =
        isKnown ? rms(problem.exact(drawn(problem.interior(), count, key.index(0)))) : Double.NaN;
    for (int k = 1; k < problem.terms().size(); k++) {
      Term term = problem.terms().get(k);
      INDArray points = drawn(term, count, key.index(k));
      double[] squares =
          LossConfig.exact(1).byLines(problem.of(term), dense).at(points, root).losses(dense);
      double weight = term.weight(); // which a loss of this term alone has
      Double error = null;
      if (isKnown) {
        double[] exact = problem.exact(points);
        double[] u = at(points);
        for (int i = 0; i < u.length; i++) {
          exact[i] -= u[i];
        }
        error = rms(exact) / size;
      }
      double mean = Arrays.stream(squares).average().orElse(Double.NaN);
      scores.add(
          new ConditionScore(term.name(), terms.weights().get(k), Math.sqrt(mean / weight), error));
    }
    return scores;
  }

  private INDArray drawn(Term term, int count, RandomKey key) {
    Quadrature integral = term.integral();
    if (integral != null) {
      return integral.points(dense.dataType());
    }
    INDArray points =
        Nd4j.createUninitialized(dense.dataType(), new long[] {count, problem.inputs()}, 'f');
    term.where().draw(key, points);
    return points;
  }

  private static double rms(double[] values) {
    return Math.sqrt(Arrays.stream(values).map(x -> x * x).average().orElse(Double.NaN));
  }

  /**
   * u at the point where the problem's reference value is known, and how far it is from that.
   *
   * @throws IllegalStateException if the problem has none
   */
  public PointScore pointScore() {
    settle();
    return PointScore.of(problem, forward::at, dense.dataType());
  }

  /**
   * Points for scores, by which solves are compared: the same for all solves of a seed, and none of
   * those that a final error is measured on.
   *
   * @param count how many, at least 1
   */
  public TestPoints validationPoints(int count) {
    return new TestPoints(
        problem.domain(),
        root.purpose(Purpose.TEST_POINTS).index(VALIDATION),
        Argument.atLeastOne("validation points", count),
        width(),
        dense.dataType());
  }

  /**
   * The norm of the residual, √(E[(N[u](x) − g(x))²]) over validation points, with exact operators.
   * It needs no solution.
   *
   * @param count the number of points, at least 1
   */
  public double residualNorm(int count) {
    settle();
    Loss exact = LossConfig.exact(1).of(problem.withoutConditions(), dense);
    double[] sum = {0};
    validationPoints(count)
        .forEachChunk(
            (first, chunk) -> {
              for (double squared : exact.at(chunk, root).losses(dense)) {
                sum[0] += squared;
              }
            });
    return Math.sqrt(sum[0] / count);
  }
}

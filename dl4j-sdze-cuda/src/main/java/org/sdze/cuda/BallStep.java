package org.sdze.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sdze.cuda.driver.CudaDevice;
import org.sdze.cuda.driver.DeviceArray;
import org.sdze.cuda.driver.Kernels;
import org.sdze.cuda.driver.Kernels.Grid;
import org.sdze.cuda.driver.Kernels.Recording;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.text.Text;

/**
 * The Gauss–Newton step of a network with one hidden layer on the unit ball, all of it on a device:
 * from random points to changed weights, in two passes over the first layer's W. Between host and
 * device go five numbers a step and the loss back.
 *
 * <p>Its parameters: W {@code [d, h]}, b and a {@code [h]}, c. What it computes is said in {@code
 * kernels.cu}; it is held to the step of {@code org.sdze.pinn} by a test. Used by one thread.
 */
final class BallStep implements AutoCloseable {

  /** What random numbers are for, as the last word of their counters. */
  static final int POINTS = 1;

  static final int RADII = 2;
  static final int WEIGHTS = 3;
  static final int VECTORS = 4;

  private static final int NORMALS_THREADS = 256;

  private final CudaDevice device;
  private final StepPlan plan;
  private final Kernels kernels;
  private final List<DeviceArray> arrays = new ArrayList<>();
  private final DeviceArray weights;
  private final @Nullable DeviceArray coefficients;
  private final DeviceArray outputWeights;
  private final DeviceArray biases;
  private final DeviceArray outputBias;
  private final DeviceArray parameters;
  private final DeviceArray shrink;
  private final DeviceArray transposed;
  private final DeviceArray largest; // of the columns of what the points are multiplied by
  private final DeviceArray outcome; // the loss, and whether the factor failed
  private final DeviceArray scores;
  private final Map<String, Runnable> stages = new LinkedHashMap<>();
  private final Runnable norms;
  private final Recording step;
  private final Recording score;
  private RandomKey root = RandomKey.root(0);

  /** The equation's f: Δu + f(u) = g. */
  enum Nonlinearity {
    POISSON(0),
    ALLEN_CAHN(1),
    SINE_GORDON(2);

    private final int code; // in kernels.cu

    Nonlinearity(int code) {
      this.code = code;
    }
  }

  /** The activation of the hidden layer. */
  enum Hidden {
    TANH(0),
    SINE(1);

    private final int code; // in kernels.cu

    Hidden(int code) {
      this.code = code;
    }

    /** Their names, which are those of {@code Activation}. */
    static List<String> names() {
      return Arrays.stream(values()).map(Enum::name).toList();
    }
  }

  /**
   * What a step has found.
   *
   * @param loss the mean square of the residuals, before the parameters changed
   * @param isSolved whether the n equations could be solved; if not, nothing has changed
   */
  record Result(double loss, boolean isSolved) {}

  /**
   * A step's arrays on a device. The parameters hold anything.
   *
   * @param inputScale s, the factor of the input that W contains
   * @param coefficients c_i of the two-body solution, {@code [d − 1]}; null for g = f(0)
   * @throws org.sdze.cuda.driver.CudaException if they do not fit
   */
  BallStep(
      CudaDevice device,
      StepPlan plan,
      Hidden hidden,
      Nonlinearity equation,
      double inputScale,
      float @Nullable [] coefficients) {
    this.device = device;
    this.plan = plan;
    device.require(
        Text.format(
            "a step of %,d points with %,d units in %,d dimensions",
            plan.points(), plan.width(), plan.dimension()),
        plan.bytes());
    kernels = device.load(text("kernels.ptx"));
    int p = plan.paddedPoints();
    int w = plan.paddedWidth();
    int n = plan.equations();
    weights = array(plan.weights());
    if (coefficients == null) {
      this.coefficients = null;
    } else {
      this.coefficients = array(coefficients.length);
      this.coefficients.write(coefficients);
    }
    outputWeights = zeros(w);
    biases = zeros(w);
    outputBias = zeros(1);
    parameters = zeros(5);
    shrink = zeros(w);
    transposed = zeros((long) p * w);
    outcome = zeros(2);
    scores = zeros(4L * p);
    largest = zeros(w);
    DeviceArray flag = outcome.part(1, 1);
    DeviceArray radii = array((long) plan.radiiBlocks() * p);
    DeviceArray rho = array(p);
    DeviceArray partial = array((long) plan.forwardBlocks() * p * w);
    DeviceArray sums = array((long) plan.forwardBlocks() * StepPlan.SUMS * p);
    DeviceArray gram = array((long) plan.forwardBlocks() * p * plan.groupPoints());
    DeviceArray pairs =
        array((long) plan.crossBlocks() * plan.groupPairs() * StepPlan.TILE * StepPlan.TILE);
    DeviceArray squares = array((long) plan.updateBlocks() * w);
    DeviceArray images = array((long) p * w);
    DeviceArray dots = array((long) p * p);
    DeviceArray totals = array((long) StepPlan.SUMS * p);
    DeviceArray columnNorms = array(w);
    DeviceArray rows = array((long) StepPlan.PLANES * p * w);
    DeviceArray points = array(3L * p);
    DeviceArray matrix = array((long) (n + StepPlan.SIDE) * n);
    DeviceArray roots = array((long) n * StepPlan.SIDE);
    DeviceArray alpha = array(n);
    int d = plan.dimension();
    int m = plan.sixteens();
    Object c = this.coefficients == null ? (Object) 0L : this.coefficients;
    Map<String, Runnable> forward = new LinkedHashMap<>();
    forward.put(
        "radii",
        kernels.launch(
            "radii", Grid.of(plan.radiiBlocks()), 256, 0, radii, d, p, parameters, POINTS));
    forward.put(
        "factors",
        kernels.launch(
            "factors",
            Grid.of((p + w + 127) / 128),
            128,
            0,
            radii,
            plan.radiiBlocks(),
            rho,
            plan.points(),
            p,
            parameters,
            RADII,
            squares,
            plan.updateBlocks(),
            w,
            columnNorms));
    forward.put(
        "pass that reads W",
        kernels.launch(
            "forward" + m,
            new Grid(plan.forwardBlocks(), plan.columnBlocks(), plan.groups()),
            StepPlan.PASS_THREADS,
            plan.forwardShared(),
            weights,
            c,
            rho,
            partial,
            sums,
            gram,
            d,
            p,
            w,
            parameters,
            POINTS,
            columnNorms));
    if (plan.groups() > 1) {
      forward.put(
          "products between groups",
          kernels.launch(
              "crossGram",
              new Grid(plan.crossBlocks(), plan.groupPairs(), 1),
              StepPlan.PASS_THREADS,
              plan.crossShared(),
              pairs,
              d,
              parameters,
              POINTS));
    }
    forward.put(
        "sums over blocks",
        kernels.launch(
            "reduce",
            Grid.of(2 * device.processors()),
            256,
            0,
            partial,
            sums,
            gram,
            pairs,
            rho,
            plan.forwardBlocks(),
            plan.crossBlocks(),
            plan.groups(),
            p,
            w,
            images,
            dots,
            totals));
    int tiles = n / StepPlan.SIDE;
    Map<String, Runnable> solve = new LinkedHashMap<>();
    solve.put(
        "rows",
        kernels.launch(
            "rows",
            Grid.of(p),
            256,
            0,
            images,
            dots,
            totals,
            columnNorms,
            rho,
            outputWeights,
            biases,
            outputBias,
            d,
            plan.points(),
            p,
            plan.width(),
            w,
            hidden.code,
            equation.code,
            (float) inputScale,
            rows,
            points));
    solve.put(
        "kernel",
        kernels.launch(
            "kernelMatrix",
            Grid.of(tiles * (tiles + 1) / 2 + 1),
            256,
            0,
            rows,
            points,
            dots,
            plan.points(),
            p,
            w,
            n,
            parameters,
            matrix));
    List<Runnable> panels = new ArrayList<>(List.of(flag::clear));
    for (int panel = 0; panel < tiles; panel++) {
      panels.add(
          kernels.launch(
              "factor", Grid.of(tiles + 1 - panel), 256, 0, matrix, n, panel, roots, flag));
    }
    solve.put("Cholesky", () -> panels.forEach(Runnable::run));
    solve.put(
        "substitution",
        kernels.launch(
            "backward", Grid.of(1), 512, plan.backwardShared(), matrix, roots, n, flag, alpha));
    solve.put(
        "small parameters",
        kernels.launch(
            "smallUpdate",
            Grid.of(w / StepPlan.SIDE),
            256,
            0,
            rows,
            points,
            alpha,
            rho,
            plan.points(),
            p,
            w,
            (float) inputScale,
            parameters,
            outputWeights,
            biases,
            outputBias,
            shrink,
            transposed,
            largest,
            outcome));
    Runnable update =
        kernels.launch(
            "update" + m,
            new Grid(plan.updateBlocks(), plan.columnBlocks(), 1),
            StepPlan.PASS_THREADS,
            plan.updateShared(),
            weights,
            shrink,
            transposed,
            d,
            p,
            w,
            parameters,
            POINTS,
            squares,
            largest);
    norms =
        () -> {
          shrink.clear();
          transposed.clear();
          largest.clear();
          update.run(); // changes nothing, and leaves the norms of the columns
        };
    solve.put("pass that changes W", update);
    stages.putAll(forward);
    stages.putAll(solve);
    step = kernels.record(() -> stages.values().forEach(Runnable::run));
    Runnable last =
        kernels.launch(
            "score",
            Grid.of(p),
            256,
            0,
            images,
            totals,
            rho,
            outputWeights,
            biases,
            outputBias,
            plan.points(),
            p,
            plan.width(),
            w,
            hidden.code,
            scores);
    score =
        kernels.record(
            () -> {
              forward.values().forEach(Runnable::run);
              last.run();
            });
  }

  private DeviceArray array(long count) {
    DeviceArray array = device.array(count);
    arrays.add(array);
    return array;
  }

  private DeviceArray zeros(long count) {
    DeviceArray array = array(count);
    array.clear();
    return array;
  }

  /** A text of this package's resources. */
  static String text(String name) {
    try (InputStream in = Objects.requireNonNull(BallStep.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  StepPlan plan() {
    return plan;
  }

  /** W, {@code [d, padded h]}, row after row; {@link #weightsChanged} must be told of a change. */
  DeviceArray weights() {
    return weights;
  }

  /** Draws W ~ N(0, scale²) there. */
  void drawWeights(double scale, RandomKey key) {
    follow(key, 0, 0, 0);
    kernels
        .launch(
            "drawWeights",
            Grid.of(16 * device.processors()),
            NORMALS_THREADS,
            0,
            weights,
            plan.dimension(),
            plan.width(),
            plan.paddedWidth(),
            (float) scale,
            parameters,
            WEIGHTS)
        .run();
    weightsChanged();
  }

  /** Somebody has written W. */
  void weightsChanged() {
    norms.run();
    device.await();
  }

  /** Takes a, b, each {@code [h]}, and c. */
  void setHead(float[] a, float[] b, float c) {
    outputWeights.write(padded(a));
    biases.write(padded(b));
    outputBias.write(c);
  }

  private float[] padded(float[] numbers) {
    float[] padded = new float[plan.paddedWidth()];
    System.arraycopy(numbers, 0, padded, 0, plan.width());
    return padded;
  }

  /** a, {@code [h]}. */
  float[] outputWeights() {
    return Arrays.copyOf(outputWeights.floats(), plan.width());
  }

  /** b, {@code [h]}. */
  float[] biases() {
    return Arrays.copyOf(biases.floats(), plan.width());
  }

  /** c. */
  float outputBias() {
    return outputBias.floats()[0];
  }

  /** Names the random numbers of the steps. */
  void use(RandomKey key) {
    root = key;
  }

  /**
   * Makes a step.
   *
   * @param number of the step, which names its points
   * @param rate η
   * @param damping λ
   */
  Result step(long number, double rate, double damping) {
    follow(root.purpose(Purpose.POINTS), number, rate, damping);
    step.run();
    float[] found = outcome.floats();
    return new Result(found[0], Float.floatToRawIntBits(found[1]) == 0);
  }

  /**
   * Scores on points of their own, a batch of them: u, u*, 1 − ‖x‖² and Σ c_i (x_i + x_{i+1}).
   *
   * @param number of the batch
   * @return {@code [4][n]}
   */
  float[][] score(long number) {
    follow(root.purpose(Purpose.TEST_POINTS), number, 0, 0);
    score.run();
    float[] all = scores.floats();
    float[][] values = new float[4][];
    for (int k = 0; k < values.length; k++) {
      int from = k * plan.paddedPoints();
      values[k] = Arrays.copyOfRange(all, from, from + plan.points());
    }
    return values;
  }

  private void follow(RandomKey key, long number, double rate, double damping) {
    long state = key.state();
    parameters.write(
        new int[] {
          (int) number,
          (int) state,
          (int) (state >>> 32),
          Float.floatToRawIntBits((float) rate),
          Float.floatToRawIntBits((float) damping)
        });
  }

  /** The parts of a step, by name, in their order: to be timed. */
  Map<String, Runnable> stages() {
    return stages;
  }

  @Override
  public void close() {
    step.close();
    score.close();
    arrays.forEach(DeviceArray::close);
    kernels.close();
  }
}

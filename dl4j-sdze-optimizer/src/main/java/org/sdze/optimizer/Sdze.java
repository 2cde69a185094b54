package org.sdze.optimizer;

import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonAnySetter;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.checkpoint.CheckpointException;
import org.sdze.optimizer.dl4j.SavedNetwork;
import org.sdze.optimizer.text.Text;
import org.sdze.optimizer.train.Guard;

/**
 * Training without backpropagation, as an updater of DL4J:
 *
 * <pre>{@code
 * .updater(Sdze.builder().build())   // instead of new Adam(1e-3)
 * …
 * Sdze.attach(network);              // once, after init()
 * network.fit(iterator, epochs);     // as ever
 * }</pre>
 *
 * <p>What is not set is chosen when a network is attached ({@code docs/optimizer.md} says how).
 * Layers may have an {@code Sdze} of their own with another learning rate, or {@code NoOp} to be
 * frozen. Immutable but for the learning rate, which DL4J's own {@code setLearningRate} changes.
 */
public final class Sdze implements IUpdater {

  private static final long serialVersionUID = 1L;

  /** How forward evaluations become an estimate. */
  public enum Credit {
    /**
     * Differences unit by unit, exact; for networks whose output layer makes a least-squares loss.
     */
    UNITS,
    /** Noise on every sample's pre-activations, exact where that costs nothing. */
    NOISE,
    /** The paper's low-rank subspace of all parameters. */
    LOW_RANK;

    @SuppressWarnings("UnusedMethod") // the mapper's
    @JsonCreator
    private static Credit read(String name) {
      return named("credit", values(), name);
    }
  }

  /** What is done with an estimate. */
  public enum Rule {
    /** Gauss–Newton in the sample space; with the credit UNITS. */
    GAUSS_NEWTON,
    /** Over the root of a factored second moment: a few numbers a matrix. */
    FACTORED,
    /** Adam: two numbers a parameter. */
    ADAM,
    /** The gradient itself, or its heavy-ball average. */
    SGD;

    @SuppressWarnings("UnusedMethod") // the mapper's
    @JsonCreator
    private static Rule read(String name) {
      return named("rule", values(), name);
    }
  }

  private static <E extends Enum<E>> E named(String setting, E[] values, String name) {
    return Arrays.stream(values)
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    setting
                        + " must be one of "
                        + Arrays.toString(values)
                        + ", was \""
                        + name
                        + '"'));
  }

  // Null stands for what attach chooses. DL4J's mapper reads and writes fields.
  @Nullable Credit credit;
  @Nullable Integer probes;
  @Nullable Double smoothing;
  @Nullable Integer rank;
  @Nullable Integer refreshInterval;
  @Nullable Boolean feedback;
  @Nullable Rule rule;
  @Nullable Double momentum;
  @Nullable Double damping;
  @Nullable Integer units;
  @Nullable Boolean guard;
  @Nullable Double guardFactor;
  @Nullable Integer guardRetries;
  @Nullable Integer memoryLimit;
  @Nullable Double learningRate;
  @Nullable ISchedule schedule;
  long seed;
  transient @Nullable Run run;
  transient @Nullable String state;

  /** For DL4J's mapper; equals {@code Sdze.builder().build()}. */
  public Sdze() {}

  private Sdze(Sdze other) {
    credit = other.credit;
    probes = other.probes;
    smoothing = other.smoothing;
    rank = other.rank;
    refreshInterval = other.refreshInterval;
    feedback = other.feedback;
    rule = other.rule;
    momentum = other.momentum;
    damping = other.damping;
    units = other.units;
    guard = other.guard;
    guardFactor = other.guardFactor;
    guardRetries = other.guardRetries;
    memoryLimit = other.memoryLimit;
    learningRate = other.learningRate;
    schedule = other.schedule;
    seed = other.seed;
  }

  /** A builder that has set nothing. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Makes a network train by the {@code Sdze} in its configuration from now on. A network that was
   * restored from a file goes on where it was saved, to the bit.
   *
   * @param network a {@code MultiLayerNetwork} or {@code ComputationGraph}, initialised
   * @return the same network
   * @throws IllegalArgumentException if no layer has this updater, layers have different ones, or a
   *     layer cannot be trained so, naming it
   * @throws IllegalStateException if the network is attached already
   */
  public static <T extends Model> T attach(T network) {
    Attachment.attach(network);
    return network;
  }

  /**
   * Loads a network that was saved by DL4J's {@code ModelSerializer} and attaches it.
   *
   * <p>The file may come from a stranger: it makes objects of no classes but DL4J's parts of
   * configurations, ours and the caller's own, takes no more memory than its size allows, and a
   * damaged one is refused. A normalizer in it is not read.
   *
   * @param own classes beside DL4J's and ours that the configuration may name: layers, losses,
   *     equations of the caller's
   * @return a {@code MultiLayerNetwork} or {@code ComputationGraph}
   * @throws org.sdze.optimizer.checkpoint.CheckpointException if the file is no network, damaged,
   *     holds numbers that are not finite, or names another class, naming file and fault
   * @throws IOException if the file is missing or cannot be read
   * @throws IllegalArgumentException as {@link #attach} does, or if the file or a class is null
   */
  public static Model restore(File file, Class<?>... own) throws IOException {
    Argument.given("file", file);
    Set<String> names = Arrays.stream(own).map(Class::getName).collect(Collectors.toSet());
    Model network = SavedNetwork.read(file, names);
    try {
      return attach(network);
    } catch (IllegalArgumentException e) {
      if (e.getCause() instanceof CheckpointException) {
        throw new CheckpointException(Text.format("%s (%s)", e.getMessage(), file), e);
      }
      throw e;
    }
  }

  /**
   * Gives a network back to DL4J: it needs another updater before it is trained again. Attached
   * once more with the same updaters, it goes on where it was.
   *
   * @throws IllegalArgumentException if it is no network, or not initialised
   * @throws IllegalStateException if it is not attached
   */
  public static <T extends Model> T detach(T network) {
    Attachment.detach(network);
    return network;
  }

  /**
   * A table of a network's layers: how each would be trained, and at what cost.
   *
   * @throws IllegalArgumentException if a layer cannot be trained so, naming it
   */
  public static String describe(Model network) {
    return Attachment.describe(network);
  }

  boolean differsAtMostInRate(Sdze that) {
    return credit == that.credit
        && Objects.equals(probes, that.probes)
        && Objects.equals(smoothing, that.smoothing)
        && Objects.equals(rank, that.rank)
        && Objects.equals(refreshInterval, that.refreshInterval)
        && Objects.equals(feedback, that.feedback)
        && rule == that.rule
        && Objects.equals(momentum, that.momentum)
        && Objects.equals(damping, that.damping)
        && Objects.equals(units, that.units)
        && Objects.equals(guard, that.guard)
        && Objects.equals(guardFactor, that.guardFactor)
        && Objects.equals(guardRetries, that.guardRetries)
        && Objects.equals(memoryLimit, that.memoryLimit)
        && seed == that.seed;
  }

  @Override
  public long stateSize(long numParams) {
    return 0;
  }

  /** An updater that refuses to update: only a network that was never attached asks it to. */
  @Override
  public GradientUpdater<Sdze> instantiate(
      @Nullable INDArray viewArray, boolean initializeViewArray) {
    return new NotAttached(this);
  }

  @Override
  public GradientUpdater<Sdze> instantiate(
      @Nullable Map<String, INDArray> updaterState, boolean initializeStateArrays) {
    return new NotAttached(this);
  }

  @Override
  public double getLearningRate(int iteration, int epoch) {
    if (schedule != null) {
      double rate = schedule.valueAt(iteration, epoch);
      if (!(rate >= 0) || Double.isInfinite(rate)) {
        throw new IllegalArgumentException(
            "the schedule must give learning rates that are finite and at least 0, gave "
                + rate
                + " at iteration "
                + iteration
                + ", epoch "
                + epoch);
      }
      return rate;
    }
    return learningRate == null ? new Recipe(this).usualRate() : learningRate;
  }

  @Override
  public boolean hasLearningRate() {
    return true;
  }

  /**
   * Sets another learning rate.
   *
   * @param lr finite and at least 0; NaN for none, as DL4J gives it beside a schedule
   */
  @Override
  public void setLrAndSchedule(double lr, @Nullable ISchedule lrSchedule) {
    learningRate = Double.isNaN(lr) ? null : Argument.notNegative("learning rate", lr);
    schedule = lrSchedule;
  }

  // The state of training travels in the configuration, which every way of saving a network keeps.
  @SuppressWarnings("UnusedMethod") // the mapper's
  @JsonProperty("state")
  private @Nullable String writeState() {
    return run == null ? state : run.state();
  }

  @SuppressWarnings("UnusedMethod") // the mapper's
  @JsonProperty("state")
  private void readState(@Nullable String text) {
    state = text;
  }

  @SuppressWarnings("UnusedMethod") // the mapper's
  @JsonAnySetter
  private void refuse(String name, @Nullable Object value) {
    throw new IllegalArgumentException(
        Text.format("Sdze has no setting \"%s\" (value %s)", name, value));
  }

  @Override
  @SuppressWarnings("MethodDoesntCallSuperMethod") // nothing above knows the fields
  public Sdze clone() {
    return new Sdze(this);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Sdze that
        && differsAtMostInRate(that)
        && Objects.equals(learningRate, that.learningRate)
        && Objects.equals(schedule, that.schedule);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        credit,
        probes,
        smoothing,
        rank,
        refreshInterval,
        feedback,
        rule,
        momentum,
        damping,
        units,
        guard,
        guardFactor,
        guardRetries,
        memoryLimit,
        seed);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("Sdze(");
    append(text, "credit", credit);
    append(text, "probes", probes);
    append(text, "smoothing", smoothing);
    append(text, "rank", rank);
    append(text, "refreshInterval", refreshInterval);
    append(text, "feedback", feedback);
    append(text, "rule", rule);
    append(text, "momentum", momentum);
    append(text, "damping", damping);
    append(text, "units", units);
    append(text, "guard", guard);
    append(text, "guardFactor", guardFactor);
    append(text, "guardRetries", guardRetries);
    append(text, "memoryLimit", memoryLimit);
    append(text, "learningRate", learningRate);
    append(text, "schedule", schedule);
    return text.append("seed=").append(seed).append(')').toString();
  }

  private static void append(StringBuilder text, String name, @Nullable Object value) {
    if (value != null) {
      text.append(name).append('=').append(value).append(", ");
    }
  }

  /** What DL4J's own training would update with. */
  private static final class NotAttached implements GradientUpdater<Sdze> {
    private final Sdze config;

    NotAttached(Sdze config) {
      this.config = config;
    }

    @Override
    public Sdze getConfig() {
      return config;
    }

    @Override
    public void setState(Map<String, INDArray> stateMap, boolean initialize) {}

    @Override
    public Map<String, INDArray> getState() {
      return Map.of();
    }

    @Override
    public void setStateViewArray(
        @Nullable INDArray viewArray, long[] gradientShape, char gradientOrder, boolean init) {}

    @Override
    public void applyUpdater(INDArray gradient, int iteration, int epoch) {
      throw new IllegalStateException(
          "the network has the updater Sdze but is not attached, and nothing was trained: call"
              + " Sdze.attach(network) before fit, or SdzeSameDiff.fit for a SameDiff graph");
    }
  }

  /** Collects settings; {@link #build} checks them. */
  public static final class Builder {
    private final Sdze sdze = new Sdze();

    private Builder() {}

    /** How forward evaluations become an estimate; chosen by {@code attach} if not set. */
    public Builder credit(Credit credit) {
      sdze.credit = Argument.given("credit", credit);
      return this;
    }

    /** The number of differences an estimate is made from, at least 1; 1 if not set. */
    public Builder probes(int probes) {
      sdze.probes = Argument.atLeastOne("probes", probes);
      return this;
    }

    /**
     * The size of the perturbations: of noise relative to the pre-activations (0.01 if not set), in
     * a subspace of each weight (0.001).
     */
    public Builder smoothing(double smoothing) {
      sdze.smoothing = Argument.positive("smoothing", smoothing);
      return this;
    }

    /** The rank of the subspace, at least 1; 8 if not set. For low rank alone. */
    public Builder rank(int rank) {
      sdze.rank = Argument.atLeastOne("rank", rank);
      return this;
    }

    /** The number of steps for which a subspace is kept, at least 1; 50 if not set. */
    public Builder refreshInterval(int steps) {
      sdze.refreshInterval = Argument.atLeastOne("refresh interval", steps);
      return this;
    }

    /** Whether a learned prediction of the credit is used; true if not set. For noise alone. */
    public Builder feedback(boolean feedback) {
      sdze.feedback = feedback;
      return this;
    }

    /** What is done with an estimate; chosen by {@code attach} if not set. */
    public Builder rule(Rule rule) {
      sdze.rule = Argument.given("rule", rule);
      return this;
    }

    /**
     * Momentum in [0, 1) of the rules SGD (0 if not set) and Gauss–Newton (0.9 up to 64 inputs,
     * else 0).
     */
    public Builder momentum(double momentum) {
      sdze.momentum = Argument.fraction("momentum", momentum);
      return this;
    }

    /** Damping of Gauss–Newton, positive; 1e-4 if not set. */
    public Builder damping(double damping) {
      sdze.damping = Argument.positive("damping", damping);
      return this;
    }

    /** How many units of each hidden layer are moved in a step, at least 1; all if not set. */
    public Builder units(int units) {
      sdze.units = Argument.atLeastOne("units", units);
      return this;
    }

    /**
     * Whether a step that made the loss of the same samples far larger, or no finite number, is
     * undone: the parameters from before it come back. Other data are no such step, whatever their
     * loss, and parameters that you set are where training begins anew. If not set, so it is for
     * the credit UNITS and for physics-informed networks; layer by layer, where it takes a copy of
     * the parameters that are trained, it is not, and a loss that is not finite ends training.
     */
    public Builder guard(boolean guard) {
      sdze.guard = guard;
      return this;
    }

    /**
     * How many times as large a step may make the loss of the same samples, above 1; 100 if not
     * set. They are evaluated again only where their loss is so many times the largest of the last
     * 20. Turns the guard on.
     */
    public Builder guardFactor(double factor) {
      sdze.guardFactor = new Guard(factor, 0).factor();
      return this;
    }

    /**
     * How many steps the guard undoes before training is given up with a {@code
     * DivergenceException}, at least 0; 5 if not set. Fifty good steps later it counts anew. Turns
     * the guard on.
     */
    public Builder guardRetries(int retries) {
      sdze.guardRetries = new Guard(2, retries).retries();
      return this;
    }

    /**
     * What training may hold beside the parameters and what DL4J takes to evaluate one layer, in
     * MiB, at least 1; no limit if not set. What can be made smaller is: the pre-activations that
     * are kept, the tiles in which a gradient is read, the patches of convolutions. A step that
     * would hold more all the same is refused, before it changes anything.
     */
    public Builder memoryLimit(int mebibytes) {
      sdze.memoryLimit = Argument.atLeastOne("memory limit", mebibytes);
      return this;
    }

    /** A constant learning rate, positive; of the step rule if not set. */
    public Builder learningRate(double learningRate) {
      sdze.learningRate = Argument.positive("learning rate", learningRate);
      sdze.schedule = null;
      return this;
    }

    /** A learning rate that follows iterations or epochs. */
    public Builder learningRate(ISchedule schedule) {
      sdze.schedule = Argument.given("schedule", schedule);
      sdze.learningRate = null;
      return this;
    }

    /** The root of all random numbers; 0 if not set. */
    public Builder seed(long seed) {
      sdze.seed = seed;
      return this;
    }

    /**
     * The updater.
     *
     * @throws IllegalArgumentException if settings do not go together
     */
    public Sdze build() {
      new Validity(sdze).require();
      return new Sdze(sdze);
    }
  }
}

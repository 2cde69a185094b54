package org.sdze.optimizer;

import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonAnyGetter;
import org.nd4j.shade.jackson.annotation.JsonAnySetter;
import org.nd4j.shade.jackson.annotation.JsonIgnore;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.checkpoint.CheckpointException;
import org.sdze.optimizer.dl4j.SavedNetwork;
import org.sdze.optimizer.setting.Choices;
import org.sdze.optimizer.setting.Credit;
import org.sdze.optimizer.setting.Rule;
import org.sdze.optimizer.setting.SdzeSettings;
import org.sdze.optimizer.setting.Setting;
import org.sdze.optimizer.setting.Task;
import org.sdze.optimizer.text.Text;

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

  // What is not here is chosen by attach. DL4J's mapper reads and writes fields, and these as
  // fields.
  @JsonIgnore Map<String, Object> given = new TreeMap<>();
  @Nullable Double learningRate;
  @Nullable ISchedule schedule;
  long seed;
  transient @Nullable Run run;
  transient @Nullable String state;
  transient @Nullable Boolean isAveraging; // as attach decided; null before

  /** For DL4J's mapper; equals {@code Sdze.builder().build()}. */
  public Sdze() {}

  private Sdze(Sdze other) {
    given.putAll(other.given);
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

  /** What was set. */
  Choices choices() {
    Double positive = learningRate != null && learningRate > 0 ? learningRate : null;
    return SdzeSettings.CATALOGUE.choices(given).with(SdzeSettings.LEARNING_RATE, positive);
  }

  /**
   * Checks that the settings are in their ranges and go together for something that can be trained:
   * DL4J's mapper sets them without a builder.
   *
   * @throws IllegalArgumentException naming the setting
   */
  void require() {
    if (learningRate != null) {
      Argument.notNegative("learning rate", learningRate);
    }
    try {
      choices().with(SdzeSettings.TASK, Task.RESIDUALS).require();
    } catch (IllegalArgumentException e) {
      choices().require();
    }
  }

  boolean differsAtMostInRate(Sdze that) {
    return given.equals(that.given) && seed == that.seed;
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
        throw Argument.refused(
            "the schedule must give learning rates that are finite and at least 0, gave %s at iteration %d, epoch %d",
            rate, iteration, epoch);
      }
      return rate;
    }
    return learningRate == null ? usualRate() : learningRate;
  }

  private double usualRate() {
    Choices choices = choices();
    return (isAveraging == null ? choices : choices.with(SdzeSettings.AVERAGING, isAveraging))
        .get(SdzeSettings.LEARNING_RATE);
  }

  /** Whether somebody chose how fast this trains. */
  boolean hasOwnRate() {
    return learningRate != null || schedule != null;
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
  @JsonAnyGetter
  private Map<String, Object> written() {
    return given;
  }

  @SuppressWarnings("UnusedMethod") // the mapper's
  @JsonAnySetter
  private void read(String name, @Nullable Object value) {
    Setting<?> setting = SdzeSettings.CATALOGUE.named(name);
    if (setting == null) {
      throw Argument.refused("Sdze has no setting \"%s\" (value %s)", name, value);
    }
    if (value != null) {
      given.put(name, setting.ofType(value));
    }
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
    return Objects.hash(given, seed);
  }

  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(", ", "Sdze(", ")");
    given.forEach((name, value) -> text.add(name + "=" + value));
    if (learningRate != null) {
      text.add("learningRate=" + learningRate);
    }
    if (schedule != null) {
      text.add("schedule=" + schedule);
    }
    return text.add("seed=" + seed).toString();
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

  /**
   * Collects settings ({@link SdzeSettings} has ranges and defaults); {@link #build} checks them.
   */
  public static final class Builder {
    private final Sdze sdze = new Sdze();

    private Builder() {}

    /** Any setting. */
    public <T> Builder set(Setting<T> setting, T value) {
      if (setting.name().equals(SdzeSettings.LEARNING_RATE.name())) {
        return learningRate((Double) value);
      }
      if (SdzeSettings.CATALOGUE.named(setting.name()) == null) {
        throw Argument.refused("Sdze has no setting \"%s\" (value %s)", setting.name(), value);
      }
      sdze.given.put(setting.name(), setting.require(value));
      return this;
    }

    /** How forward evaluations become an estimate; chosen by {@code attach} if not set. */
    public Builder credit(Credit credit) {
      return set(SdzeSettings.CREDIT, credit);
    }

    /** The number of differences an estimate is made from. */
    public Builder probes(int probes) {
      return set(SdzeSettings.PROBES, probes);
    }

    /** The size of the perturbations: relative to the pre-activations, or of each weight. */
    public Builder smoothing(double smoothing) {
      return set(SdzeSettings.SMOOTHING, smoothing);
    }

    /** The rank of the subspace. For low rank alone. */
    public Builder rank(int rank) {
      return set(SdzeSettings.RANK, rank);
    }

    /** The number of steps for which a subspace is kept. For low rank alone. */
    public Builder refreshInterval(int steps) {
      return set(SdzeSettings.REFRESH_INTERVAL, steps);
    }

    /** Whether a learned prediction of the credit is used. For noise alone. */
    public Builder feedback(boolean feedback) {
      return set(SdzeSettings.FEEDBACK, feedback);
    }

    /** What is done with an estimate; chosen by {@code attach} if not set. */
    public Builder rule(Rule rule) {
      return set(SdzeSettings.RULE, rule);
    }

    /** Momentum of the rules SGD and Gauss–Newton. */
    public Builder momentum(double momentum) {
      return set(SdzeSettings.MOMENTUM, momentum);
    }

    /** Damping of Gauss–Newton. */
    public Builder damping(double damping) {
      return set(SdzeSettings.DAMPING, damping);
    }

    /** How many units of each hidden layer are moved in a step; all if not set. */
    public Builder units(int units) {
      return set(SdzeSettings.UNITS, units);
    }

    /**
     * Whether a step that made the loss of the same samples far larger, or no finite number, is
     * undone: the parameters from before it come back. Other data are no such step, whatever their
     * loss, and parameters that you set are where training begins anew. If not set, so it is for
     * the credit UNITS and for physics-informed networks; layer by layer, where it takes a copy of
     * the parameters that are trained, it is not, and a loss that is not finite ends training.
     */
    public Builder guard(boolean guard) {
      return set(SdzeSettings.GUARD, guard);
    }

    /**
     * How many times as large a step may make the loss of the same samples. They are evaluated
     * again only where their loss is so many times the largest of the last 20. Turns the guard on.
     */
    public Builder guardFactor(double factor) {
      return set(SdzeSettings.GUARD_FACTOR, factor);
    }

    /**
     * How many steps the guard undoes before training is given up with a {@code
     * DivergenceException}. Fifty good steps later it counts anew. Turns the guard on.
     */
    public Builder guardRetries(int retries) {
      return set(SdzeSettings.GUARD_RETRIES, retries);
    }

    /**
     * What training may hold beside the parameters and what DL4J takes to evaluate one layer, in
     * MiB; no limit if not set. What can be made smaller is: the pre-activations that are kept, the
     * tiles in which a gradient is read, the patches of convolutions. A step that would hold more
     * all the same is refused, before it changes anything.
     */
    public Builder memoryLimit(int mebibytes) {
      return set(SdzeSettings.MEMORY_LIMIT, mebibytes);
    }

    /**
     * Whether the weights that a network holds between steps, with which it is evaluated and saved,
     * are an average of those that the steps move (Defazio et al., arXiv:2405.15682). For noise
     * alone; takes a copy of the parameters. If not set, so it is with the rule FACTORED up to four
     * million parameters, where neither a learning rate nor a schedule is set. The learning rate
     * rises for the first thirty steps.
     */
    public Builder averaging(boolean averaging) {
      return set(SdzeSettings.AVERAGING, averaging);
    }

    /** A constant learning rate; of the step rule if not set. */
    public Builder learningRate(double learningRate) {
      sdze.learningRate = SdzeSettings.LEARNING_RATE.require(learningRate);
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
      sdze.require();
      return new Sdze(sdze);
    }
  }
}

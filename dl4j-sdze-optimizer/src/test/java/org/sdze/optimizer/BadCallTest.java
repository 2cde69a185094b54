package org.sdze.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sdze.testing.BadCall.nothing;

import java.io.File;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.ISchedule;
import org.sdze.optimizer.credit.Estimator;
import org.sdze.optimizer.credit.LearnedFeedback;
import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.credit.NoiseCredit;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.forward.StepMemory;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.setting.Credit;
import org.sdze.optimizer.setting.Rule;
import org.sdze.optimizer.step.Adam;
import org.sdze.optimizer.step.FactoredMoments;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.step.SampleSpaceSolver;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.step.Sgd;
import org.sdze.optimizer.step.StepRule;
import org.sdze.optimizer.train.Budget;
import org.sdze.optimizer.train.Guard;
import org.sdze.optimizer.train.Limits;
import org.sdze.optimizer.train.SdzeConfig;
import org.sdze.optimizer.train.StepKey;
import org.sdze.optimizer.train.Trainer;
import org.sdze.optimizer.train.TrainingLoop;
import org.sdze.testing.BadCall;
import org.sdze.testing.Sentence;
import org.sdze.testing.UntouchedGlobals;

/**
 * Calls that cannot be meant: each is refused with one sentence that names the thing, its value and
 * what is allowed, and changes nothing.
 */
class BadCallTest {

  private static final double NAN = Double.NaN;
  private static final double INFINITE = Double.POSITIVE_INFINITY;
  private static final RandomKey KEY = RandomKey.root(1);

  /** A setting of the builder. */
  private static BadCall set(String text, Consumer<Sdze.Builder> setting, String... named) {
    return BadCall.of(
        "Sdze.builder()." + text + ".build()",
        () -> {
          Sdze.Builder builder = Sdze.builder();
          setting.accept(builder);
          builder.build();
        },
        named);
  }

  static List<BadCall> settings() {
    return List.of(
        set("credit(null)", b -> b.credit(nothing()), "credit must be given, was null"),
        set("rule(null)", b -> b.rule(nothing()), "rule must be given, was null"),
        set(
            "learningRate((ISchedule) null)",
            b -> b.learningRate((ISchedule) null),
            "schedule must be given, was null"),
        set("probes(0)", b -> b.probes(0), "probes must be at least 1, was 0"),
        set("probes(-7)", b -> b.probes(-7), "probes", "at least 1", "-7"),
        set("smoothing(0)", b -> b.smoothing(0), "smoothing must be positive, was 0.0"),
        set("smoothing(-1)", b -> b.smoothing(-1), "smoothing", "positive", "-1.0"),
        set("smoothing(NaN)", b -> b.smoothing(NAN), "smoothing", "positive", "NaN"),
        set(
            "smoothing(Infinity)",
            b -> b.smoothing(INFINITE),
            "smoothing must be positive and finite, was Infinity"),
        set("rank(0)", b -> b.rank(0), "rank must be at least 1, was 0"),
        set(
            "rank(MIN_VALUE)",
            b -> b.rank(Integer.MIN_VALUE),
            "rank must be at least 1, was -2147483648"),
        set("rank(3)", b -> b.rank(3), "rank must go with the credit low-rank, was not set"),
        set(
            "refreshInterval(0)",
            b -> b.refreshInterval(0),
            "refresh interval must be at least 1, was 0"),
        set(
            "credit(UNITS).refreshInterval(5)",
            b -> b.credit(Credit.UNITS).refreshInterval(5),
            "refresh interval must go with the credit low-rank, was units"),
        set(
            "credit(LOW_RANK).feedback(true)",
            b -> b.credit(Credit.LOW_RANK).feedback(true),
            "feedback must go with the credit noise, was low-rank"),
        set("momentum(-0.1)", b -> b.momentum(-0.1), "momentum must be in [0, 1), was -0.1"),
        set("momentum(1)", b -> b.momentum(1), "momentum must be in [0, 1), was 1.0"),
        set("momentum(NaN)", b -> b.momentum(NAN), "momentum", "[0, 1)", "NaN"),
        set(
            "rule(ADAM).momentum(0.5)",
            b -> b.rule(Rule.ADAM).momentum(0.5),
            "momentum must go with the rule gauss-newton or sgd, was adam"),
        set("damping(0)", b -> b.damping(0), "damping must be positive, was 0.0"),
        set("damping(NaN)", b -> b.damping(NAN), "damping", "positive", "NaN"),
        set("damping(-Infinity)", b -> b.damping(-INFINITE), "damping", "positive", "-Infinity"),
        set(
            "rule(SGD).damping(1)",
            b -> b.rule(Rule.SGD).damping(1),
            "damping must go with the rule gauss-newton, was sgd"),
        set(
            "credit(NOISE).rule(GAUSS_NEWTON)",
            b -> b.credit(Credit.NOISE).rule(Rule.GAUSS_NEWTON),
            "rule gauss-newton must go with the credit units, was noise"),
        set("units(0)", b -> b.units(0), "units must be at least 1, was 0"),
        set(
            "credit(NOISE).units(3)",
            b -> b.credit(Credit.NOISE).units(3),
            "units must go with the credit units, was noise"),
        set("guardFactor(1)", b -> b.guardFactor(1), "guard factor must be above 1, was 1.0"),
        set("guardFactor(NaN)", b -> b.guardFactor(NAN), "guard factor", "above 1", "NaN"),
        set("guardFactor(Infinity)", b -> b.guardFactor(INFINITE), "guard factor", "Infinity"),
        set("guardRetries(-1)", b -> b.guardRetries(-1), "guard retries", "at least 0", "-1"),
        set(
            "guard(false).guardFactor(2)",
            b -> b.guard(false).guardFactor(2),
            "guard factor must go with the guard true, was false"),
        set("memoryLimit(0)", b -> b.memoryLimit(0), "memory limit must be at least 1, was 0"),
        set("learningRate(0)", b -> b.learningRate(0), "learning rate must be positive, was 0.0"),
        set("learningRate(-1)", b -> b.learningRate(-1), "learning rate", "positive", "-1.0"),
        set("learningRate(NaN)", b -> b.learningRate(NAN), "learning rate", "positive", "NaN"),
        set(
            "learningRate(Infinity)",
            b -> b.learningRate(INFINITE),
            "learning rate must be positive and finite, was Infinity"));
  }

  static List<BadCall> updaters() {
    Sdze rising = Sdze.builder().learningRate(new Constant(NAN)).build();
    Sdze falling = Sdze.builder().learningRate(new Constant(-0.5)).build();
    return List.of(
        BadCall.of(
            "setLrAndSchedule(-1, null)",
            () -> new Sdze().setLrAndSchedule(-1, null),
            "learning rate must be finite and at least 0, was -1.0"),
        BadCall.of(
            "setLrAndSchedule(Infinity, null)",
            () -> new Sdze().setLrAndSchedule(INFINITE, null),
            "learning rate must be finite and at least 0, was Infinity"),
        BadCall.of(
            "a schedule of NaN",
            () -> rising.getLearningRate(3, 1),
            "the schedule must give learning rates that are finite and at least 0",
            "gave NaN at iteration 3, epoch 1"),
        BadCall.of(
            "a schedule below zero",
            () -> falling.getLearningRate(0, 0),
            "at least 0, gave -0.5 at iteration 0, epoch 0"),
        BadCall.of(
            "Sdze.attach(null)",
            () -> Sdze.attach((Model) nothing()),
            "only a MultiLayerNetwork or a ComputationGraph can be trained, was null"),
        BadCall.of(
            "Sdze.attach(a layer)",
            () -> Sdze.attach((Model) NETWORK.getLayer(0)),
            "only a MultiLayerNetwork or a ComputationGraph can be trained, was DenseLayer"),
        BadCall.of(
            "Sdze.detach(null)",
            () -> Sdze.detach((Model) nothing()),
            "a MultiLayerNetwork",
            "null"),
        BadCall.of(
            "Sdze.detach(a layer)",
            () -> Sdze.detach((Model) NETWORK.getLayer(0)),
            "a MultiLayerNetwork",
            "DenseLayer"),
        BadCall.of(
            "Sdze.describe(null)", () -> Sdze.describe(nothing()), "a MultiLayerNetwork", "null"),
        BadCall.of(
            "Sdze.restore(null)",
            () -> Sdze.restore((File) nothing()),
            "file must be given, was null"));
  }

  static List<BadCall> graphs() {
    return List.of(
        BadCall.of(
            "fit(null, …)",
            () -> SdzeSameDiff.fit(nothing(), "loss", data(), 1),
            "graph must be given, was null"),
        BadCall.of(
            "fit(graph, null, …)",
            () -> SdzeSameDiff.fit(GRAPH, nothing(), data(), 1),
            "loss variable must be given, was null"),
        BadCall.of(
            "fit(graph, \"lost\", …)",
            () -> SdzeSameDiff.fit(GRAPH, "lost", data(), 1),
            "the graph has no variable \"lost\""),
        BadCall.of(
            "fit(graph, \"loss\", (DataSetIterator) null, 1)",
            () -> SdzeSameDiff.fit(GRAPH, "loss", (DataSetIterator) nothing(), 1),
            "data must be given, was null"),
        BadCall.of(
            "fit(graph, \"loss\", (MultiDataSetIterator) null, 1)",
            () -> SdzeSameDiff.fit(GRAPH, "loss", (MultiDataSetIterator) nothing(), 1),
            "data must be given, was null"),
        BadCall.of(
            "fit(…, 0)",
            () -> SdzeSameDiff.fit(GRAPH, "loss", data(), 0),
            "epochs must be at least 1, was 0"),
        BadCall.of(
            "fit(…, MIN_VALUE)",
            () -> SdzeSameDiff.fit(GRAPH, "loss", data(), Integer.MIN_VALUE),
            "epochs must be at least 1, was -2147483648"),
        BadCall.of(
            "fit a graph without a training configuration",
            () -> SdzeSameDiff.fit(graph(null), "loss", data(), 1),
            "the graph has no training configuration"),
        BadCall.of(
            "fit a graph without an updater",
            () -> SdzeSameDiff.fit(graph(config(null)), "loss", data(), 1),
            "the updater of the training configuration must be Sdze, was null"),
        BadCall.of(
            "fit a graph with another updater",
            () -> SdzeSameDiff.fit(graph(config(new NoOp())), "loss", data(), 1),
            "the updater of the training configuration must be Sdze, was NoOp"));
  }

  static List<BadCall> credits() {
    return List.of(
        BadCall.of(
            "UnitCredit(0, …)", () -> new UnitCredit(0, 1, false), "units", "at least 1", "0"),
        BadCall.of("UnitCredit(1, NaN, …)", () -> new UnitCredit(1, NAN, true), "smoothing", "NaN"),
        BadCall.of(
            "UnitCredit.select(0, key)",
            () -> new UnitCredit(1, 1, false).select(0, KEY),
            "width must be at least 1, was 0"),
        BadCall.of(
            "UnitCredit.select(3, null)",
            () -> new UnitCredit(1, 1, false).select(3, nothing()),
            "key must be given, was null"),
        BadCall.of(
            "NoiseCredit(0, …)", () -> new NoiseCredit(0, 1, true), "probes", "at least 1", "0"),
        BadCall.of("NoiseCredit(1, 0, …)", () -> new NoiseCredit(1, 0, true), "smoothing", "0.0"),
        BadCall.of(
            "LowRank(0, …)", () -> new LowRank(0, 1, 1, 1), "rank must be at least 1, was 0"),
        BadCall.of("LowRank(1, -1, …)", () -> new LowRank(1, -1, 1, 1), "refresh interval", "-1"),
        BadCall.of("LowRank(1, 1, 0, 1)", () -> new LowRank(1, 1, 0, 1), "probes", "0"),
        BadCall.of(
            "LowRank(1, 1, 1, ∞)", () -> new LowRank(1, 1, 1, INFINITE), "smoothing", "Infinity"),
        BadCall.of(
            "LearnedFeedback(null, 1, 1)",
            () -> new LearnedFeedback(nothing(), 1, 1),
            "data type must be given, was null"),
        BadCall.of(
            "LearnedFeedback(FLOAT, 0, 1)",
            () -> new LearnedFeedback(DataType.FLOAT, 0, 1),
            "outputs must be at least 1, was 0"),
        BadCall.of(
            "LearnedFeedback(FLOAT, 1, -3)",
            () -> new LearnedFeedback(DataType.FLOAT, 1, -3),
            "units must be at least 1, was -3"));
  }

  static List<BadCall> rules() {
    INDArray square = Nd4j.ones(DataType.DOUBLE, 2, 2);
    return List.of(
        BadCall.of("Adam(1, …)", () -> new Adam(1, 0.9, 1), "beta1 must be in [0, 1), was 1.0"),
        BadCall.of("Adam(0.9, -1, …)", () -> new Adam(0.9, -1, 1), "beta2", "[0, 1)", "-1.0"),
        BadCall.of(
            "Adam(0, 0, NaN)", () -> new Adam(0, 0, NAN), "epsilon must be positive, was NaN"),
        BadCall.of(
            "Adam(0, 0, ∞)", () -> new Adam(0, 0, INFINITE), "epsilon", "finite", "Infinity"),
        BadCall.of(
            "FactoredMoments(1, …)", () -> new FactoredMoments(1, 1), "decay", "[0, 1)", "1.0"),
        BadCall.of("FactoredMoments(0, 0)", () -> new FactoredMoments(0, 0), "epsilon", "0.0"),
        BadCall.of("Sgd(2)", () -> new Sgd(2), "momentum must be in [0, 1), was 2.0"),
        BadCall.of("GaussNewton(0, 0)", () -> new GaussNewton(0, 0), "damping", "positive", "0.0"),
        BadCall.of(
            "GaussNewton(1, 0.9, 2)",
            () -> new GaussNewton(1, 0.9, 2),
            "kept for one step alone where there is momentum",
            "kept steps was 2",
            "0.9"),
        BadCall.of(
            "GaussNewton(1, NaN)", () -> new GaussNewton(1, NAN), "momentum", "[0, 1)", "NaN"),
        BadCall.of(
            "Adam.state(…, null)",
            () -> new Adam().state(1, 1, nothing()),
            "like must be given, was null"),
        BadCall.of(
            "Sgd.state(0, …)",
            () -> new Sgd(0).state(0, 1, square),
            "rows must be at least 1, was 0"),
        BadCall.of(
            "FactoredMoments.state(1, -1, …)",
            () -> new FactoredMoments().state(1, -1, square),
            "columns must be at least 1, was -1"),
        BadCall.of(
            "LINEAR.factor(NaN)",
            () -> Schedule.LINEAR.factor(NAN),
            "progress must be in [0, 1], was NaN"),
        BadCall.of(
            "COSINE.factor(2)", () -> Schedule.COSINE.factor(2), "progress", "[0, 1]", "2.0"),
        BadCall.of(
            "solve(null, …)",
            () -> new SampleSpaceSolver().solve(nothing(), true, 1, new double[2]),
            "kernel must be given, was null"),
        BadCall.of(
            "solve(kernel, …, null)",
            () -> new SampleSpaceSolver().solve(square, true, 1, nothing()),
            "right side must be given, was null"),
        BadCall.of(
            "solve a kernel of another size",
            () -> new SampleSpaceSolver().solve(square, true, 1, new double[3]),
            "kernel must have 3 rows and columns, was [2, 2]"));
  }

  static List<BadCall> runs() {
    StepRule adam = new Adam();
    Estimator units = new UnitCredit(1, 1, false);
    SdzeConfig config = SdzeConfig.lowRank();
    return List.of(
        BadCall.of("Guard(1, 0)", () -> new Guard(1, 0), "guard factor must be above 1, was 1.0"),
        BadCall.of("Guard(NaN, 0)", () -> new Guard(NAN, 0), "guard factor", "above 1", "NaN"),
        BadCall.of("Guard(2, -1)", () -> new Guard(2, -1), "guard retries", "at least 0", "-1"),
        BadCall.of("Limits(…, null)", () -> new Limits(null, nothing()), "memory", "null"),
        BadCall.of("StepMemory(0)", () -> new StepMemory(0), "memory", "at least 1", "0"),
        BadCall.of("Budget.Steps(0)", () -> new Budget.Steps(0), "steps must be at least 1, was 0"),
        BadCall.of(
            "Budget.Seconds(0)", () -> new Budget.Seconds(0), "time must be positive, was 0.0"),
        BadCall.of(
            "Budget.Seconds(∞)", () -> new Budget.Seconds(INFINITE), "time", "finite", "Infinity"),
        BadCall.of(
            "SdzeConfig(null, …)",
            () -> new SdzeConfig(nothing(), adam, 1, Schedule.LINEAR),
            "estimator must be given, was null"),
        BadCall.of(
            "SdzeConfig(…, null, …)",
            () -> new SdzeConfig(units, nothing(), 1, Schedule.LINEAR),
            "step rule must be given, was null"),
        BadCall.of(
            "SdzeConfig(…, null)",
            () -> new SdzeConfig(units, adam, 1, nothing()),
            "schedule must be given, was null"),
        BadCall.of(
            "SdzeConfig at rate 0",
            () -> new SdzeConfig(units, adam, 0, Schedule.LINEAR),
            "learning rate must be positive, was 0.0"),
        BadCall.of(
            "SdzeConfig with noise credit",
            () -> new SdzeConfig(new NoiseCredit(1, 1, true), adam, 1, Schedule.LINEAR),
            "the estimator must be units or low-rank, was NoiseCredit"),
        BadCall.of(
            "SdzeConfig of low rank with Gauss-Newton",
            () ->
                new SdzeConfig(new LowRank(1, 1, 1, 1), new GaussNewton(1, 0), 1, Schedule.LINEAR),
            "the Gauss-Newton step rule needs the estimator units, was low-rank"),
        BadCall.of(
            "StepKey(null, …)", () -> new StepKey(nothing(), 0, 0), "key must be given, was null"),
        BadCall.of("StepKey(key, -1, …)", () -> new StepKey(KEY, -1, 0), "step", "negative", "-1"),
        BadCall.of("StepKey(…, NaN)", () -> new StepKey(KEY, 0, NAN), "progress", "[0, 1]", "NaN"),
        BadCall.of("StepKey.of(null, …)", () -> StepKey.of(nothing(), 0, 0), "root key", "null"),
        BadCall.of(
            "Trainer(null, key)", () -> new Trainer(nothing(), KEY), "configuration", "null"),
        BadCall.of(
            "Trainer(config, null)", () -> new Trainer(config, nothing()), "root key", "null"),
        BadCall.of(
            "Trainer(config, null, key)",
            () -> new Trainer(config, nothing(), KEY),
            "limits must be given, was null"),
        BadCall.of(
            "Trainer.step(null, …)",
            () -> new Trainer(config, KEY).step(nothing(), nothing(), StepKey.of(KEY, 0, 0)),
            "network must be given, was null"),
        BadCall.of(
            "Trainer.step(…, null)",
            () -> new Trainer(config, KEY).step(nothing(), nothing(), nothing()),
            "key must be given, was null"),
        BadCall.of(
            "TrainingLoop.run(null, …)",
            () -> TrainingLoop.run(nothing(), nothing(), nothing(), KEY, nothing(), nothing()),
            "optimizer must be given, was null"));
  }

  static List<BadCall> draws() {
    INDArray matrix = Nd4j.zeros(DataType.FLOAT, 2, 3);
    INDArray integers = Nd4j.zeros(DataType.INT32, 2, 3);
    INDArray vector = Nd4j.zeros(DataType.FLOAT, 6);
    INDArray empty = Nd4j.create(DataType.FLOAT, 0, 3);
    return List.of(
        BadCall.of(
            "key.purpose(null)", () -> KEY.purpose(nothing()), "purpose must be given, was null"),
        BadCall.of(
            "gaussian(null, …)", () -> KeyedDraws.gaussian(nothing(), matrix), "key", "null"),
        BadCall.of(
            "gaussian(key, null)", () -> KeyedDraws.gaussian(KEY, nothing()), "target", "null"),
        BadCall.of(
            "rademacher into integers",
            () -> KeyedDraws.rademacher(KEY, integers),
            "target must be a matrix of floating-point numbers",
            "[2, 3]",
            "INT"),
        BadCall.of(
            "uniform into a vector",
            () -> KeyedDraws.uniform(KEY, vector),
            "target must be a matrix of floating-point numbers",
            "[6]"),
        BadCall.of(
            "uniform into nothing",
            () -> KeyedDraws.uniform(KEY, empty),
            "target must be a matrix of floating-point numbers",
            "[0, 3]"));
  }

  @ParameterizedTest
  @MethodSource({"settings", "updaters", "graphs", "credits", "rules", "runs", "draws"})
  void isRefusedWithASentenceAndChangesNothing(BadCall bad) {
    long[] network = TestNetworks.bits(NETWORK.params());
    long[] graph = TestNetworks.bits(GRAPH.getVariable("v").getArr());
    String[] files = new File(".").list();
    bad.check();
    assertArrayEquals(network, TestNetworks.bits(NETWORK.params()));
    assertArrayEquals(graph, TestNetworks.bits(GRAPH.getVariable("v").getArr()));
    assertArrayEquals(files, new File(".").list(), "a file was written");
  }

  /** The edit of a configuration, and what is said of it: when it is read, or when attached. */
  private record Edit(String from, String to, String sentence) {
    @Override
    public String toString() {
      return to;
    }
  }

  static List<Edit> edits() {
    return List.of(
        new Edit("\"probes\" : 3", "\"probes\" : 0", "probes must be at least 1, was 0"),
        new Edit("\"smoothing\" : 0.5", "\"smoothing\" : -1", "smoothing must be positive, was -1"),
        new Edit("\"rank\" : 2", "\"rank\" : -2", "rank must be at least 1, was -2"),
        new Edit("\"rank\" : 2", "\"momentum\" : 1.5", "momentum must be in [0, 1), was 1.5"),
        new Edit(
            "\"rank\" : 2", "\"units\" : 9", "units must go with the credit units, was low-rank"),
        new Edit("\"rank\" : 2", "\"learningRate\" : -3", "learning rate must be finite and"),
        new Edit("\"rank\" : 2", "\"guardFactor\" : 0.5", "guard factor must be above 1, was 0.5"),
        new Edit("\"rank\" : 2", "\"memoryLimit\" : -1", "memory limit must be at least 1"),
        new Edit("\"rank\"", "\"rang\"", "Sdze has no setting \"rang\" (value 2)"),
        new Edit(
            "\"LOW_RANK\"",
            "\"LOWRANK\"",
            "credit must be one of units, noise, low-rank, was \"LOWRANK\""),
        new Edit(
            "\"ADAM\"",
            "\"Adam\"",
            "rule must be one of gauss-newton, factored, adam, sgd, was \"Adam\""),
        new Edit(
            "\"rank\" : 2", "\"state\" : \"?\"", "the state saved with the network is damaged"),
        new Edit(
            "\"rank\" : 2", "\"state\" : \"eNo=\"", "the state saved with the network is damaged"));
  }

  @ParameterizedTest
  @MethodSource("edits")
  void inJsonItIsRefusedWithASentence(Edit edit) {
    String json = network(configured()).getLayerWiseConfigurations().toJson();
    assertTrue(json.contains(edit.from()), json);
    String edited = json.replace(edit.from(), edit.to());
    Throwable thrown =
        assertThrows(
            RuntimeException.class,
            () -> Sdze.attach(network(MultiLayerConfiguration.fromJson(edited))));
    while (thrown.getCause() != null && !isOurs(thrown)) {
      thrown = thrown.getCause();
    }
    Sentence.check(thrown.getMessage(), edit.sentence());
  }

  /** DL4J's reader wraps what went wrong. */
  private static boolean isOurs(Throwable thrown) {
    return thrown instanceof IllegalArgumentException;
  }

  /** What was refused leaves a network and a graph that are fine. */
  @Test
  void theNetworkAndTheGraphTrainAfterwards() {
    long[] before = TestNetworks.bits(NETWORK.params());
    NETWORK.fit(TestNetworks.gaussian(KEY, DataType.FLOAT, 6, 4), Nd4j.zeros(DataType.FLOAT, 6, 2));
    assertFalse(Arrays.equals(before, TestNetworks.bits(NETWORK.params())));
    long[] weights = TestNetworks.bits(GRAPH.getVariable("v").getArr());
    SdzeSameDiff.fit(GRAPH, "loss", data(), 1);
    assertFalse(Arrays.equals(weights, TestNetworks.bits(GRAPH.getVariable("v").getArr())));
  }

  private static final MultiLayerNetwork NETWORK =
      Sdze.attach(network(configuration(Sdze.builder().credit(Credit.NOISE).build())));
  private static final SameDiff GRAPH = graph(config(new Sdze()));

  /** A learning rate that is always the same. */
  private record Constant(double rate) implements ISchedule {
    @Override
    public double valueAt(int iteration, int epoch) {
      return rate;
    }

    @Override
    public ISchedule clone() {
      return this;
    }
  }

  private static MultiLayerConfiguration configured() {
    return configuration(
        Sdze.builder()
            .credit(Credit.LOW_RANK)
            .rank(2)
            .probes(3)
            .smoothing(0.5)
            .rule(Rule.ADAM)
            .build());
  }

  private static MultiLayerConfiguration configuration(Sdze sdze) {
    return UntouchedGlobals.puttingBack(
        () ->
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(sdze)
                .list()
                .layer(new DenseLayer.Builder().nIn(4).nOut(3).build())
                .layer(new OutputLayer.Builder(LossFunction.MSE).nIn(3).nOut(2).build())
                .build());
  }

  private static MultiLayerNetwork network(MultiLayerConfiguration configuration) {
    return UntouchedGlobals.puttingBack(
        () -> {
          MultiLayerNetwork network = new MultiLayerNetwork(configuration);
          network.init();
          return network;
        });
  }

  private static TrainingConfig config(@Nullable IUpdater updater) {
    return new TrainingConfig.Builder()
        .updater(updater)
        .dataSetFeatureMapping("x")
        .dataSetLabelMapping("y")
        .skipBuilderValidation(true)
        .build();
  }

  private static SameDiff graph(@Nullable TrainingConfig config) {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.placeHolder("x", DataType.FLOAT, -1, 4);
    SDVariable y = graph.placeHolder("y", DataType.FLOAT, -1, 1);
    SDVariable v = graph.var("v", Nd4j.ones(DataType.FLOAT, 4, 1));
    graph.math().square(x.mmul(v).sub(y)).rename("loss");
    graph.setTrainingConfig(config);
    return graph;
  }

  private static DataSetIterator data() {
    INDArray x = TestNetworks.gaussian(KEY, DataType.FLOAT, 8, 4);
    return new ListDataSetIterator<>(new DataSet(x, x.sum(true, 1).muli(2)).asList(), 8);
  }
}

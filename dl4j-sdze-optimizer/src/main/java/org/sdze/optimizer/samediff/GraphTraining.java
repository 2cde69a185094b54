package org.sdze.optimizer.samediff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.Listener;
import org.nd4j.autodiff.listeners.ListenerResponse;
import org.nd4j.autodiff.listeners.Loss;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.listeners.impl.HistoryListener;
import org.nd4j.autodiff.listeners.records.History;
import org.nd4j.autodiff.listeners.records.LossCurve;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.StepMemory;
import org.sdze.optimizer.network.Parameter;
import org.sdze.optimizer.network.PassLayer;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.train.Trainer;
import org.sdze.optimizer.train.TrainingState;

/** Trains the variables of a graph, with DL4J's listeners and counts. */
public final class GraphTraining {

  /** Of the numbers that are tried on a graph; other ones would tell the same. */
  private static final RandomKey TRIED = RandomKey.root(0);

  private final SameDiff graph;
  private final String loss;
  private final Method method;
  private final @Nullable TrainingState begin;
  private final TrainingConfig config;
  private @Nullable Trained trained;

  /** What trains, once the first batch has told how the graph uses its variables. */
  public interface Method {
    /** Whether pieces of the graph may get credit of their own. */
    boolean isByPieces();

    /** What training may hold. */
    StepMemory memory();

    /**
     * A fresh trainer.
     *
     * @param isByPieces whether pieces of the graph have credit of their own
     */
    Trainer trainer(boolean isByPieces);
  }

  /**
   * What is trained, and by what.
   *
   * @param plan null where all variables move together
   * @param variables all of them, for that case
   */
  private record Trained(
      Trainer trainer, @Nullable GraphPlan plan, List<PassLayer> variables, GraphSession session) {}

  /**
   * Training of a graph that {@link #requireTrainable} accepts.
   *
   * @param loss the name of the loss: a scalar, or one number a sample
   * @param begin what it goes on from; null for nothing
   */
  public GraphTraining(SameDiff graph, String loss, Method method, @Nullable TrainingState begin) {
    this.graph = graph;
    this.loss = loss;
    this.method = method;
    this.begin = begin;
    this.config = graph.getTrainingConfig();
  }

  /** What it remembers by now; null for nothing. */
  public @Nullable TrainingState state() {
    return trained == null ? begin : trained.trainer().state();
  }

  /**
   * Checks that a graph can be trained.
   *
   * @throws IllegalArgumentException if there is no such loss, nothing to train, or no training
   *     configuration
   */
  public static void requireTrainable(SameDiff graph, String loss) {
    if (!graph.hasVariable(loss)) {
      throw Argument.refused("the graph has no variable \"%s\"", loss);
    }
    if (graph.getTrainingConfig() == null) {
      throw new IllegalArgumentException(
          "the graph has no training configuration: call setTrainingConfig, which maps data to"
              + " placeholders");
    }
    if (variables(graph).isEmpty()) {
      throw new IllegalArgumentException("the graph has no variables to train");
    }
  }

  private static List<SDVariable> variables(SameDiff graph) {
    return graph.variables().stream()
        .filter(each -> each.getVariableType() == VariableType.VARIABLE)
        .toList();
  }

  /** A training configuration with the same settings and counts. */
  public static TrainingConfig copy(TrainingConfig config) {
    return new TrainingConfig(
        config.getUpdater(),
        config.getRegularization(),
        config.isMinimize(),
        config.getDataSetFeatureMapping(),
        config.getDataSetLabelMapping(),
        config.getDataSetFeatureMaskMapping(),
        config.getDataSetLabelMaskMapping(),
        config.getLossVariables(),
        config.getIterationCount(),
        config.getEpochCount(),
        config.getInitialLossDataType(),
        config.getTrainEvaluations(),
        config.getTrainEvaluationLabels(),
        config.getValidationEvaluations(),
        config.getValidationEvaluationLabels());
  }

  /**
   * Decides how the graph is trained.
   *
   * @throws IllegalArgumentException if the state is that of another graph
   */
  private Trained trained(Map<String, INDArray> placeholders, MultiDataSet batch) {
    GraphPlan plan =
        method.isByPieces() && batch.numFeatureArrays() > 0
            ? GraphPlanner.plan(
                graph,
                loss,
                variables(graph).stream().map(SDVariable::name).toList(),
                this::parameter,
                placeholders,
                batch.getFeatures(0).size(0),
                method.memory(),
                TRIED)
            : null;
    List<PassLayer> variables =
        variables(graph).stream()
            .<PassLayer>map(each -> new GraphLayer(parameter(each.name(), null)))
            .toList();
    Trainer trainer = method.trainer(plan != null);
    if (begin != null) {
      trainer.resume(plan == null ? variables : plan.layers(), begin);
    }
    return new Trained(trainer, plan, variables, new GraphSession(graph));
  }

  private Parameter parameter(String name, @Nullable INDArray matrix) {
    return new Parameter(
        name,
        matrix == null ? matrix(graph.getVariable(name).getArr()) : matrix,
        config.getRegularization() == null ? List.of() : config.getRegularization(),
        config.getUpdater()::getLearningRate);
  }

  private static INDArray matrix(INDArray array) {
    return array.rank() == 2 && array.rows() > 1 && array.columns() > 1
        ? array
        : array.rank() <= 2
            ? array.reshape(array.ordering(), 1, array.length())
            : array.reshape(array.ordering(), array.size(0), array.length() / array.size(0));
  }

  /**
   * Trains for some epochs.
   *
   * @param data must support resetting if there is more than one epoch
   * @return the losses, as DL4J's own {@code fit} gives them
   */
  public History fit(MultiDataSetIterator data, int epochs) {
    HistoryListener history = new HistoryListener(config);
    List<Listener> listeners = new ArrayList<>(List.of(history));
    for (Listener each : graph.getListeners()) {
      if (each.isActive(Operation.TRAINING)) {
        listeners.add(each);
      }
    }
    listeners.forEach(each -> each.operationStart(graph, Operation.TRAINING));
    LossCurve curve = null;
    for (int k = 0; k < epochs; k++) {
      if (!data.hasNext() && data.resetSupported()) {
        data.reset();
      }
      At at = at();
      listeners.forEach(each -> each.epochStart(graph, at));
      long begin = System.currentTimeMillis();
      double mean = epoch(data, listeners);
      long millis = System.currentTimeMillis() - begin;
      curve = extended(curve, mean);
      boolean isStopped = false;
      for (Listener each : listeners) {
        isStopped |= each.epochEnd(graph, at, curve, millis) == ListenerResponse.STOP;
      }
      config.incrementEpochCount();
      if (isStopped) {
        break;
      }
    }
    listeners.forEach(each -> each.operationEnd(graph, Operation.TRAINING));
    return history.getReport();
  }

  private LossCurve extended(@Nullable LossCurve curve, double mean) {
    double[] losses = {mean};
    List<String> names = List.of(loss);
    return curve == null ? new LossCurve(losses, names) : curve.addLossAndCopy(losses, names);
  }

  private double epoch(MultiDataSetIterator data, List<Listener> listeners) {
    double sum = 0;
    int count = 0;
    while (data.hasNext()) {
      MultiDataSet batch = data.next();
      At at = at();
      listeners.forEach(each -> each.iterationStart(graph, at, batch, 0));
      double value = step(placeholders(batch), batch);
      Loss measured = new Loss(List.of(loss), new double[] {value});
      listeners.forEach(each -> each.iterationDone(graph, at, batch, measured));
      config.incrementIterationCount();
      sum += value;
      count++;
    }
    if (count == 0) {
      throw new IllegalArgumentException("the iterator holds no data");
    }
    return sum / count;
  }

  private double step(Map<String, INDArray> placeholders, MultiDataSet batch) {
    // Executing an operation moves ND4J's generator (NativeOpExecutioner, 1.0.0-M2.1).
    Random generator = Nd4j.getRandom();
    long rootState = generator.rootState();
    long nodeState = generator.nodeState();
    try {
      Trained now = trained;
      if (now == null) {
        now = trained(placeholders, batch);
        trained = now;
      }
      return step(now, placeholders, batch);
    } finally {
      generator.setStates(rootState, nodeState);
    }
  }

  private double step(Trained now, Map<String, INDArray> placeholders, MultiDataSet batch) {
    double sign = config.isMinimize() ? 1 : -1;
    RandomKey key = now.trainer().nextKey().key();
    int iteration = config.getIterationCount();
    GraphPlan plan = now.plan();
    if (plan == null) {
      GraphPass pass = new GraphPass(graph, loss, sign, placeholders, now.variables(), key);
      return sign * now.trainer().step(pass, iteration, config.getEpochCount()).loss();
    }
    GraphRun run =
        new GraphRun(
            graph, now.session(), plan.operations(), placeholders, key.purpose(Purpose.LAYER));
    try {
      PiecePass pass = new PiecePass(plan, run, sign, batch.getFeatures(0).size(0));
      return sign * now.trainer().step(pass, iteration, config.getEpochCount()).loss();
    } finally {
      run.release();
    }
  }

  private At at() {
    return new At(
        config.getEpochCount(),
        config.getIterationCount(),
        0,
        Thread.currentThread().getId(),
        null,
        Operation.TRAINING);
  }

  private Map<String, INDArray> placeholders(MultiDataSet batch) {
    Map<String, INDArray> arrays = new HashMap<>();
    put(arrays, config.getDataSetFeatureMapping(), batch.getFeatures(), "feature");
    put(arrays, config.getDataSetLabelMapping(), batch.getLabels(), "label");
    put(arrays, config.getDataSetFeatureMaskMapping(), batch.getFeaturesMaskArrays(), "mask");
    put(arrays, config.getDataSetLabelMaskMapping(), batch.getLabelsMaskArrays(), "label mask");
    return arrays;
  }

  private static void put(
      Map<String, INDArray> arrays,
      @Nullable List<String> names,
      INDArray @Nullable [] values,
      String what) {
    int wanted = names == null ? 0 : names.size();
    int given = values == null ? 0 : values.length;
    if (wanted > given || (given > wanted && wanted > 0)) {
      throw Argument.refused(
          "the training configuration maps %d %s arrays, but the data has %d", wanted, what, given);
    }
    for (int k = 0; k < wanted; k++) {
      if (names.get(k) != null && values[k] != null) {
        arrays.put(names.get(k), values[k]);
      }
    }
  }
}

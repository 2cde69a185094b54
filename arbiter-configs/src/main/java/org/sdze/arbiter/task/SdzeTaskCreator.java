package org.sdze.arbiter.task;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.deeplearning4j.arbiter.DL4JConfiguration;
import org.deeplearning4j.arbiter.GraphConfiguration;
import org.deeplearning4j.arbiter.listener.DL4JArbiterStatusReportingListener;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.api.TaskCreator;
import org.deeplearning4j.arbiter.optimize.api.data.DataProvider;
import org.deeplearning4j.arbiter.optimize.api.data.DataSource;
import org.deeplearning4j.arbiter.optimize.api.score.ScoreFunction;
import org.deeplearning4j.arbiter.optimize.runner.CandidateInfo;
import org.deeplearning4j.arbiter.optimize.runner.IOptimizationRunner;
import org.deeplearning4j.arbiter.optimize.runner.listener.StatusListener;
import org.deeplearning4j.arbiter.scoring.util.ScoreUtil;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingGraphTrainer;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingTrainer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.sdze.optimizer.Sdze;
import org.sdze.optimizer.text.Text;

/**
 * Tasks for the candidates of {@code MultiLayerSpace} and {@code ComputationGraphSpace}: the
 * network is attached and trained forward only, for the space's number of epochs or with its early
 * stopping.
 *
 * <p>A candidate whose updater is not {@code Sdze}, or that cannot be trained so, fails with the
 * reason, and the search goes on; so does one whose parameters are no longer finite.
 */
public final class SdzeTaskCreator implements TaskCreator {

  /** Any data of DL4J; no option. */
  public SdzeTaskCreator() {}

  @Override
  @SuppressWarnings({"rawtypes", "deprecation"}) // as Arbiter declares it
  public Callable<OptimizationResult> create(
      Candidate candidate,
      DataProvider data,
      ScoreFunction score,
      @Nullable List<StatusListener> listeners,
      @Nullable IOptimizationRunner runner) {
    @SuppressWarnings("unchecked")
    Map<String, Object> parameters = candidate.getDataParameters();
    return new NetworkTask(
        candidate,
        listeners,
        runner,
        () -> data.trainData(parameters),
        model -> score.score(model, data, parameters));
  }

  @Override
  @SuppressWarnings("rawtypes") // as Arbiter declares it
  public Callable<OptimizationResult> create(
      Candidate candidate,
      Class<? extends DataSource> source,
      @Nullable Properties properties,
      ScoreFunction score,
      @Nullable List<StatusListener> listeners,
      @Nullable IOptimizationRunner runner) {
    return new NetworkTask(
        candidate,
        listeners,
        runner,
        () -> make(source, properties).trainData(),
        model -> score.score(model, source, properties));
  }

  private static DataSource make(
      Class<? extends DataSource> source, @Nullable Properties properties) {
    try {
      DataSource made = source.getDeclaredConstructor().newInstance();
      if (properties != null) {
        made.configure(properties);
      }
      return made;
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(
          Text.format(
              "the data source %s needs a public constructor without arguments", source.getName()),
          e);
    }
  }

  /** Scores a trained network. */
  @FunctionalInterface
  private interface Score {
    double of(Model model);
  }

  private static final class NetworkTask extends SearchTask {
    private final Supplier<Object> data;
    private final Score score;

    NetworkTask(
        Candidate<?> candidate,
        @Nullable List<StatusListener> listeners,
        @Nullable IOptimizationRunner runner,
        Supplier<Object> data,
        Score score) {
      super(candidate, listeners, runner);
      this.data = data;
      this.score = score;
    }

    @Override
    Trained train(CandidateInfo running) {
      Object value = candidate().getValue();
      Model model;
      if (value instanceof DL4JConfiguration chain) {
        model = train(chain, running);
      } else if (value instanceof GraphConfiguration graph) {
        model = train(graph, running);
      } else {
        throw new IllegalArgumentException(
            "a candidate must be a configuration of MultiLayerSpace or ComputationGraphSpace, was "
                + value);
      }
      return new Trained(model, score.of(model));
    }

    private Model train(DL4JConfiguration candidate, CandidateInfo running) {
      MultiLayerNetwork network = new MultiLayerNetwork(candidate.getMultiLayerConfiguration());
      network.init();
      Sdze.attach(network);
      network.addListeners(new DL4JArbiterStatusReportingListener(listeners(), running));
      DataSetIterator batches = ScoreUtil.getIterator(data.get());
      @SuppressWarnings("unchecked") // raw in Arbiter
      EarlyStoppingConfiguration<MultiLayerNetwork> stopping =
          candidate.getEarlyStoppingConfiguration();
      if (stopping != null) {
        return best(new EarlyStoppingTrainer(stopping, network, batches, null).fit());
      }
      for (int epoch = 0; epoch < candidate.getNumEpochs(); epoch++) {
        network.fit(batches);
        requireFinite(network, epoch);
      }
      return network;
    }

    private Model train(GraphConfiguration candidate, CandidateInfo running) {
      ComputationGraph network = new ComputationGraph(candidate.getConfiguration());
      network.init();
      Sdze.attach(network);
      network.addListeners(new DL4JArbiterStatusReportingListener(listeners(), running));
      MultiDataSetIterator batches = ScoreUtil.getMultiIterator(data.get());
      EarlyStoppingConfiguration<ComputationGraph> stopping =
          candidate.getEarlyStoppingConfiguration();
      if (stopping != null) {
        return best(new EarlyStoppingGraphTrainer(stopping, network, batches, null).fit());
      }
      for (int epoch = 0; epoch < candidate.getNumEpochs(); epoch++) {
        network.fit(batches);
        requireFinite(network, epoch);
      }
      return network;
    }

    /** The trainer catches what goes wrong; a failure must stay one. */
    private static Model best(EarlyStoppingResult<? extends Model> result) {
      if (result.getTerminationReason() == EarlyStoppingResult.TerminationReason.Error) {
        throw new IllegalStateException(result.getTerminationDetails());
      }
      Model best = result.getBestModel();
      if (best == null) {
        throw new IllegalStateException("early stopping has kept no model");
      }
      return best;
    }

    private static void requireFinite(Model network, int epoch) {
      if (!Double.isFinite(network.params().sumNumber().doubleValue())) {
        throw new IllegalStateException(
            Text.format(
                    "training diverged in epoch %d: parameters are no longer finite; try a smaller learning",
                    epoch)
                + " rate");
      }
    }
  }
}

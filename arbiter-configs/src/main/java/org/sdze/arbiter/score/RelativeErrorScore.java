package org.sdze.arbiter.score;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.deeplearning4j.arbiter.optimize.api.data.DataProvider;
import org.deeplearning4j.arbiter.optimize.api.data.DataSource;
import org.deeplearning4j.arbiter.scoring.impl.BaseNetScoreFunction;
import org.deeplearning4j.datasets.iterator.MultiDataSetWrapperIterator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.pinn.layer.PinnOutputLayer;
import org.sdze.pinn.score.RelativeError;
import org.sdze.pinn.solve.Solve;

/**
 * The relative L2 error ‖p − u*‖ / ‖u*‖: of a model trained on an equation over validation points,
 * of any other network with one output over the test data, whose labels are u*. What a {@code
 * PinnOutputLayer} predicts is the trial function u, not N.
 *
 * @param points the number of validation points, at least 1
 */
public record RelativeErrorScore(@JsonProperty("points") int points) implements PinnScore {

  @JsonCreator
  public RelativeErrorScore {
    Argument.atLeastOne("points", points);
  }

  @Override
  public double of(Solve solve) {
    RelativeError error = new RelativeError();
    solve
        .validationPoints(points)
        .forEachChunk((first, x) -> error.add(solve.at(x), solve.problem().exact(x)));
    return error.value();
  }

  @Override
  @SuppressWarnings("deprecation") // DataProvider, which Arbiter's interface still has
  public double score(
      Object model, @Nullable DataProvider provider, @Nullable Map<String, Object> dataParameters) {
    return model instanceof Solve pinn
        ? of(pinn)
        : new OnData().score(model, provider, dataParameters);
  }

  @Override
  public double score(
      Object model, @Nullable Class<? extends DataSource> source, @Nullable Properties properties) {
    return model instanceof Solve pinn ? of(pinn) : new OnData().score(model, source, properties);
  }

  @Override
  public List<Class<?>> getSupportedModelTypes() {
    return List.of(Solve.class, MultiLayerNetwork.class, ComputationGraph.class);
  }

  @Override
  public List<Class<?>> getSupportedDataTypes() {
    return List.of(DataSetIterator.class, MultiDataSetIterator.class);
  }

  /** Over the test data of a provider. */
  private static final class OnData extends BaseNetScoreFunction {
    private static final long serialVersionUID = 1L;

    @Override
    public double score(MultiLayerNetwork network, DataSetIterator data) {
      return error(data, features -> prediction(network, features));
    }

    private static INDArray prediction(MultiLayerNetwork network, INDArray features) {
      INDArray output = network.output(features);
      return network.getOutputLayer().conf().getLayer() instanceof PinnOutputLayer layer
          ? layer.solution(features, output)
          : output;
    }

    @Override
    public double score(MultiLayerNetwork network, MultiDataSetIterator data) {
      return score(network, new MultiDataSetWrapperIterator(data));
    }

    @Override
    public double score(ComputationGraph graph, DataSetIterator data) {
      return error(data, features -> graph.outputSingle(features));
    }

    private static double error(DataSetIterator data, UnaryOperator<INDArray> network) {
      RelativeError error = new RelativeError();
      while (data.hasNext()) {
        DataSet batch = data.next();
        error.add(
            HostArrays.copy(network.apply(batch.getFeatures())),
            HostArrays.copy(batch.getLabels()));
      }
      return error.value();
    }

    @Override
    public double score(ComputationGraph graph, MultiDataSetIterator data) {
      return score(graph, new MultiDataSetWrapperIterator(data));
    }

    @Override
    public boolean minimize() {
      return true;
    }
  }
}

package org.sdze.optimizer.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.learning.config.Sgd;
import org.sdze.optimizer.credit.NoiseCredit;
import org.sdze.optimizer.forward.StepMemory;
import org.sdze.optimizer.network.MeanOfEstimates;
import org.sdze.optimizer.network.NetworkEstimator;
import org.sdze.optimizer.network.Parameter;
import org.sdze.optimizer.random.RandomKey;

/** The mean of the estimate is the gradient that DL4J backpropagates, for every kind of network. */
@Tag("slow")
class GradientMeanTest {

  private static final int ESTIMATES = 100;
  private static final int PROBES = 4; // of an estimate: they share a pass
  private static final double SMOOTHING = 1e-4;
  private static final double DIFFERENCE = 2e-6; // the error of differences

  static List<SampleNetwork> networks() {
    return SampleNetwork.all();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void theMeanIsTheBackpropagatedGradient(SampleNetwork sample) {
    Model model = sample.network(DataType.DOUBLE, SampleNetwork.plain(1));
    MultiDataSet data = sample.data(DataType.DOUBLE);
    Map<String, INDArray> truth = backpropagated(sample, data);
    SampleNetwork.setData(model, data);
    NetworkPlan plan = new NetworkPlan(TrainableNetwork.of(model));
    plan.nodes().stream()
        .filter(node -> node.layer() != null)
        .forEach(node -> node.layer().allowInputModification(false));
    MeanOfEstimates mean = new MeanOfEstimates(ESTIMATES, DIFFERENCE);
    for (int k = 0; k < ESTIMATES; k++) {
      RandomKey root = RandomKey.root(k);
      NetworkEstimator estimator =
          new NetworkEstimator(
              new NoiseCredit(PROBES, SMOOTHING, false), StepMemory.UNLIMITED, root);
      // What normalizations' statistics do has no bias before it is shrunk.
      try (KeptPass pass = new KeptPass(plan, root.step(0), Long.MAX_VALUE, false)) {
        estimator.estimate(pass, root.step(0), 0, mean::add);
      }
    }
    assertEquals("", mean.fault(truth));
  }

  /** DL4J's own gradient of the mean loss, in our arrangement, by parameter. */
  private static Map<String, INDArray> backpropagated(SampleNetwork sample, MultiDataSet data) {
    Model model = sample.network(DataType.DOUBLE, new Sgd(1));
    SampleNetwork.setData(model, data);
    Map<String, INDArray> gradients;
    if (model instanceof MultiLayerNetwork network) {
      network.computeGradientAndScore();
      gradients = network.gradient().gradientForVariable();
    } else {
      ComputationGraph graph = (ComputationGraph) model;
      graph.computeGradientAndScore();
      gradients = graph.gradient().gradientForVariable();
    }
    Map<String, INDArray> arranged = new LinkedHashMap<>();
    Model ours = sample.network(DataType.DOUBLE, SampleNetwork.plain(1));
    for (LayerPlan layer : new NetworkPlan(TrainableNetwork.of(ours)).layers()) {
      for (Parameter parameter : layer.parameters()) {
        String key = parameter.name().substring(layer.node().name().length() + 1);
        String theirs =
            model instanceof MultiLayerNetwork ? layer.index() + "_" + key : parameter.name();
        INDArray matrix =
            LayerParameters.matrix(
                layer.node().layer().conf().getLayer(), key, gradients.get(theirs));
        arranged.put(parameter.name(), matrix.dup('f').divi(data.getFeatures(0).size(0)));
      }
    }
    return arranged;
  }
}

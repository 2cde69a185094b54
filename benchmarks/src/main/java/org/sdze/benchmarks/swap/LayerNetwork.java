package org.sdze.benchmarks.swap;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.sdze.optimizer.Sdze;
import org.sdze.optimizer.text.Text;

/** A network of layers. */
record LayerNetwork(MultiLayerNetwork network) implements Swappable {

  private static final int PIECE = 500;

  private static final Set<String> STATISTICS =
      Set.of(
          BatchNormalizationParamInitializer.GLOBAL_MEAN,
          BatchNormalizationParamInitializer.GLOBAL_VAR,
          BatchNormalizationParamInitializer.GLOBAL_LOG_STD);

  static LayerNetwork of(MultiLayerConfiguration configuration) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return new LayerNetwork(network);
  }

  /** The output of a classifier. */
  static OutputLayer classes(int inputs, int classes) {
    return new OutputLayer.Builder(LossFunction.NEGATIVELOGLIKELIHOOD)
        .activation(Activation.SOFTMAX)
        .nIn(inputs)
        .nOut(classes)
        .build();
  }

  @Override
  public void attach() {
    Sdze.attach(network);
  }

  @Override
  public long parameters() {
    return network.numParams();
  }

  @Override
  public void epoch(List<DataSet> batches) {
    network.fit(new ExistingDataSetIterator(batches));
  }

  @Override
  public double loss(Samples samples) {
    double sum = 0;
    for (DataSet piece : samples.batches(PIECE)) {
      sum += network.scoreExamples(piece, false).sumNumber().doubleValue();
    }
    return sum / samples.count();
  }

  @Override
  public double accuracy(Samples samples) {
    return network.evaluate(new ExistingDataSetIterator(samples.batches(PIECE))).accuracy();
  }

  @Override
  public Map<String, List<INDArray>> layers() {
    Map<String, List<INDArray>> layers = new LinkedHashMap<>();
    for (Layer layer : network.getLayers()) {
      List<INDArray> parameters = new ArrayList<>();
      layer
          .paramTable()
          .forEach(
              (key, value) -> {
                if (!STATISTICS.contains(key)) {
                  parameters.add(value);
                }
              });
      if (!parameters.isEmpty()) {
        String kind = layer.conf().getLayer().getClass().getSimpleName();
        layers.put(Text.format("%d %s", layer.getIndex(), kind), parameters);
      }
    }
    return layers;
  }

  @Override
  public void take(Swappable other) {
    network.setParams(((LayerNetwork) other).network.params());
  }

  @Override
  public void strip() {
    for (Layer layer : network.getLayers()) {
      if (layer.conf().getLayer() instanceof BaseLayer conf) {
        conf.setRegularization(new ArrayList<>());
        conf.setRegularizationBias(new ArrayList<>());
        conf.setGradientNormalization(GradientNormalization.None);
      }
    }
  }
}

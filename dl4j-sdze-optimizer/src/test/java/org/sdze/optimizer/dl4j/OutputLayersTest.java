package org.sdze.optimizer.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.Cnn3DLossLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.objdetect.Yolo2OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffOutputLayer;
import org.deeplearning4j.nn.conf.ocnn.OCNNOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.impl.LossMAE;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;
import org.sdze.optimizer.Sdze;
import org.sdze.optimizer.network.LayerCredit;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.testing.UntouchedGlobals;

/** Every output and loss layer of DL4J trains with the gradient of its score. */
class OutputLayersTest {

  private static final int SAMPLES = 8;

  /** A network, its data, and another one with the right score where DL4J's is wrong. */
  record Case(
      String name,
      DataSet data,
      List<LayerCredit> credits,
      @Nullable InputType type,
      List<Layer> layers,
      @Nullable Case scored) {

    Case(
        String name,
        DataSet data,
        List<LayerCredit> credits,
        @Nullable InputType type,
        Layer... layers) {
      this(name, data, credits, type, List.of(layers), null);
    }

    Case scoredBy(Case other) {
      return new Case(name, data, credits, type, layers, other);
    }

    @Override
    public String toString() {
      return name;
    }

    MultiLayerNetwork network() {
      return network(SampleNetwork.plain(0.01), 0);
    }

    MultiLayerNetwork network(IUpdater updater, double l2) {
      return UntouchedGlobals.puttingBack(
          () -> {
            NeuralNetConfiguration.ListBuilder list =
                new NeuralNetConfiguration.Builder()
                    .seed(5)
                    .dataType(DataType.DOUBLE)
                    .updater(updater)
                    .l2(l2)
                    .activation(Activation.TANH)
                    .list();
            layers.forEach(layer -> list.layer(layer.clone()));
            MultiLayerNetwork network = new MultiLayerNetwork(list.setInputType(type).build());
            network.init();
            return network;
          });
    }
  }

  /** A loss of the batch: the mean squared error over all samples. */
  @SuppressWarnings("serial") // saved by its class alone
  public static final class Squares extends SameDiffOutputLayer {
    @Override
    public SDVariable defineLayer(
        SameDiff graph, SDVariable input, SDVariable labels, Map<String, SDVariable> parameters) {
      SDVariable output = input.mmul("output", parameters.get("W"));
      return graph.math().square(output.sub(labels)).mean("loss");
    }

    @Override
    public String activationsVertexName() {
      return "output";
    }

    @Override
    public void defineParameters(SDLayerParams parameters) {
      parameters.addWeightParam("W", 3, 2);
    }

    @Override
    public void initializeParameters(Map<String, INDArray> parameters) {
      parameters.get("W").assign(gaussian(9, 3, 2).muli(0.5));
    }

    @Override
    public InputType getOutputType(int index, InputType type) {
      return InputType.feedForward(2);
    }
  }

  static List<Case> layers() {
    LayerCredit noise = LayerCredit.NOISE;
    LayerCredit units = LayerCredit.UNITS;
    LayerCredit weights = LayerCredit.WEIGHTS;
    LayerCredit output = LayerCredit.OUTPUT;
    LayerCredit subspace = LayerCredit.SUBSPACE;
    InputType rows = InputType.feedForward(3);
    DataSet numbers = new DataSet(gaussian(1, SAMPLES, 3), gaussian(2, SAMPLES, 3));
    DataSet indices = new DataSet(gaussian(1, SAMPLES, 3), indices());
    DataSet classes = new DataSet(gaussian(1, SAMPLES, 3), oneHot(SAMPLES));
    DataSet steps = new DataSet(gaussian(3, SAMPLES, 2, 4), oneHot(SAMPLES, 4));
    steps.setLabelsMaskArray(Nd4j.ones(DataType.DOUBLE, SAMPLES, 4).putScalar(1, 2, 0));
    DataSet maps = new DataSet(gaussian(4, SAMPLES, 2, 4, 3), oneHot(SAMPLES, 4, 3));
    DataSet volumes = new DataSet(gaussian(5, SAMPLES, 1, 2, 3, 2), oneHot(SAMPLES, 2, 3, 2));
    Case rnnLoss =
        new Case(
            "RnnLossLayer",
            steps,
            List.of(noise),
            InputType.recurrent(2, 4),
            recurrent(RNNFormat.NCW),
            rnnLoss(RNNFormat.NCW));
    Case cnnLoss =
        new Case(
            "CnnLossLayer",
            maps,
            List.of(noise),
            InputType.convolutional(4, 3, 2),
            convolution(CNN2DFormat.NCHW),
            cnnLoss(CNN2DFormat.NCHW));
    return List.of(
        new Case(
            "OutputLayer",
            indices,
            List.of(noise, units, units, output),
            rows,
            dense(),
            dense(),
            dense(),
            new OutputLayer.Builder(new LossSparseMCXENT())
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .build()),
        new Case(
            "LossLayer",
            numbers,
            List.of(units, units),
            rows,
            dense(),
            dense(),
            new LossLayer.Builder(new LossMAE()).activation(Activation.IDENTITY).build()),
        new Case(
            "CenterLossOutputLayer",
            classes,
            List.of(noise, noise, output),
            rows,
            dense(),
            dense(),
            new CenterLossOutputLayer.Builder(new LossMAE())
                .nOut(3)
                .lambda(0.3)
                .activation(Activation.SIGMOID)
                .build()),
        new Case(
            "RnnOutputLayer",
            steps,
            List.of(weights, output),
            InputType.recurrent(2, 4),
            recurrent(RNNFormat.NCW),
            new RnnOutputLayer.Builder(new LossMAE())
                .nOut(3)
                .activation(Activation.SIGMOID)
                .build()),
        new Case(
            "RnnOutputLayer, without a data format",
            steps,
            List.of(weights, output),
            null,
            new SimpleRnn.Builder().nIn(2).nOut(3).build(),
            new RnnOutputLayer.Builder(new LossMAE())
                .nIn(3)
                .nOut(3)
                .activation(Activation.SIGMOID)
                .build()),
        rnnLoss,
        new Case(
                "RnnLossLayer, channels last",
                permuted(steps, 0, 2, 1),
                List.of(subspace),
                InputType.recurrent(2, 4, RNNFormat.NWC),
                recurrent(RNNFormat.NWC),
                rnnLoss(RNNFormat.NWC))
            .scoredBy(rnnLoss),
        cnnLoss,
        new Case(
                "CnnLossLayer, channels last",
                permuted(maps, 0, 2, 3, 1),
                List.of(noise),
                InputType.convolutional(4, 3, 2, CNN2DFormat.NHWC),
                convolution(CNN2DFormat.NHWC),
                cnnLoss(CNN2DFormat.NHWC))
            .scoredBy(cnnLoss),
        new Case(
            "Cnn3DLossLayer",
            volumes,
            List.of(subspace),
            InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 2, 3, 2, 1),
            volume(Convolution3D.DataFormat.NCDHW),
            cnn3dLoss(Convolution3D.DataFormat.NCDHW)),
        new Case(
            "Cnn3DLossLayer, channels last",
            permuted(volumes, 0, 2, 3, 4, 1),
            List.of(subspace),
            InputType.convolutional3D(Convolution3D.DataFormat.NDHWC, 2, 3, 2, 1),
            volume(Convolution3D.DataFormat.NDHWC),
            cnn3dLoss(Convolution3D.DataFormat.NDHWC)),
        new Case(
            "Yolo2OutputLayer",
            boxes(),
            List.of(noise, noise),
            InputType.convolutional(2, 2, 2),
            new ConvolutionLayer.Builder(1, 1).nOut(3).build(),
            new ConvolutionLayer.Builder(1, 1)
                .nOut(2 * (5 + 2))
                .activation(Activation.IDENTITY)
                .build(),
            new Yolo2OutputLayer.Builder()
                .boundingBoxPriors(Nd4j.createFromArray(new double[][] {{1, 1.5}, {2, 1}}))
                .build()),
        new Case(
            "SameDiffOutputLayer",
            new DataSet(gaussian(1, SAMPLES, 3), gaussian(2, SAMPLES, 2)),
            List.of(subspace, subspace),
            rows,
            dense(),
            new Squares()),
        new Case(
            "OCNNOutputLayer",
            new DataSet(gaussian(1, SAMPLES, 3), Nd4j.ones(DataType.DOUBLE, SAMPLES, 1)),
            List.of(subspace, subspace),
            rows,
            dense(),
            new OCNNOutputLayer.Builder()
                .nu(0.3)
                .nIn(3)
                .hiddenLayerSize(3)
                .activation(Activation.SIGMOID)
                .build()));
  }

  @Test
  void noOutputLayerOfDl4jIsForgotten() {
    Set<String> found =
        new ClassFileImporter()
            .importPackages("org.deeplearning4j.nn.layers").stream()
                .filter(each -> each.isAssignableTo(IOutputLayer.class))
                .filter(each -> !each.getModifiers().contains(JavaModifier.ABSTRACT))
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new));
    Set<String> held =
        layers().stream()
            .map(each -> each.name().split(",", 2)[0])
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(found, held);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void trainsWithTheGradientOfItsScore(Case each) {
    MultiLayerNetwork network = each.network();
    Case scored = each.scored() == null ? each : each.scored();
    MultiLayerNetwork right = each.scored() == null ? network : scored.network();
    right.params().assign(network.params());
    ScoreGradient gradient = new ScoreGradient(network, right, scored.data());
    assertEquals(each.credits(), gradient.credits());
    gradient.isTheMeanOfEstimates(each.data());
  }

  @ParameterizedTest
  @MethodSource("layers")
  void aFreshNetworkIsFittedWithTheScoreOfDl4j(Case each) {
    MultiLayerNetwork network = each.network();
    Case scored = each.scored() == null ? each : each.scored();
    MultiLayerNetwork right = scored.network();
    right.params().assign(network.params());
    double score = UntouchedGlobals.puttingBack(() -> right.score(scored.data(), true));
    Sdze.attach(network);
    network.fit(each.data());
    assertEquals(score, network.score(), 1e-6 * (1 + Math.abs(score)));
  }

  /** DL4J's score divides it by the samples, DL4J's step does not. */
  @Test
  void aLossOfTheBatchIsScoredWithTheRegularizationOfDl4jsStep() {
    DataSet data = new DataSet(gaussian(1, SAMPLES, 3), gaussian(2, SAMPLES, 2));
    Case each =
        new Case("decay", data, List.of(), InputType.feedForward(3), dense(), new Squares());
    MultiLayerNetwork without = each.network(new Sgd(1), 0);
    MultiLayerNetwork with = each.network(new Sgd(1), 0.5);
    INDArray weights = with.getLayer(0).getParam("W").dup();
    double penalty = with.calcRegularizationScore(true);
    assertEquals(Math.pow(weights.norm2Number().doubleValue(), 2) / 4, penalty, 1e-9);
    double loss = without.score(data, true);
    assertEquals(loss + penalty / SAMPLES, with.score(data, true), 1e-9);
    without.fit(data);
    with.fit(data);
    INDArray decay = without.getLayer(0).getParam("W").sub(with.getLayer(0).getParam("W"));
    assertTrue(decay.equalsWithEps(weights.mul(0.5), 1e-9), decay.toString());
    MultiLayerNetwork attached = each.network(SampleNetwork.plain(0.01), 0.5);
    Sdze.attach(attached);
    attached.fit(data);
    assertEquals(loss + penalty, attached.score(), 1e-9);
  }

  @Test
  void aLayerThatNeedsNoLabelsIsFittedWithoutAny() {
    Case oneClass = layers().get(layers().size() - 1);
    MultiLayerNetwork network = oneClass.network();
    INDArray before = network.params().dup();
    Sdze.attach(network);
    network.fit(new DataSet(oneClass.data().getFeatures(), null));
    assertNotEquals(before, network.params());
  }

  /** Somebody's own. */
  @SuppressWarnings("serial") // never saved
  private static final class Own extends OutputLayer {
    Own(Builder builder) {
      super(builder);
    }
  }

  @Test
  void scoresOfExamplesThatAreNoPartsOfTheScoreAreRefused() {
    OutputLayer.Builder builder =
        new OutputLayer.Builder(new LossMAE()).nOut(3).activation(Activation.IDENTITY);
    DataSet data = new DataSet(gaussian(1, SAMPLES, 3), gaussian(2, SAMPLES, 3));
    MultiLayerNetwork network =
        new Case("own", data, List.of(), InputType.feedForward(3), dense(), new Own(builder))
            .network();
    Sdze.attach(network);
    INDArray before = network.params().dup();
    String message =
        assertThrows(IllegalArgumentException.class, () -> network.fit(data)).getMessage();
    assertTrue(
        message.startsWith("layer \"layer1\" is a Own, whose scores of examples add up to "),
        message);
    assertEquals(before, network.params());
  }

  private static DenseLayer dense() {
    return new DenseLayer.Builder().nOut(3).build();
  }

  private static Layer recurrent(RNNFormat format) {
    return new SimpleRnn.Builder().nOut(3).dataFormat(format).build();
  }

  private static Layer rnnLoss(RNNFormat format) {
    RnnLossLayer layer =
        new RnnLossLayer.Builder(new LossMCXENT()).activation(Activation.SOFTMAX).build();
    layer.setRnnDataFormat(format);
    return layer;
  }

  private static Layer convolution(CNN2DFormat format) {
    return new ConvolutionLayer.Builder(1, 1).nOut(3).dataFormat(format).build();
  }

  private static Layer cnnLoss(CNN2DFormat format) {
    return new CnnLossLayer.Builder(new LossMCXENT())
        .format(format)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static Layer volume(Convolution3D.DataFormat format) {
    return new Convolution3D.Builder(1, 1, 1).nOut(3).dataFormat(format).build();
  }

  private static Layer cnn3dLoss(Convolution3D.DataFormat format) {
    return new Cnn3DLossLayer.Builder(format)
        .lossFunction(new LossMCXENT())
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static DataSet permuted(DataSet data, int... dimensions) {
    return new DataSet(
        data.getFeatures().permute(dimensions).dup('c'),
        data.getLabels().permute(dimensions).dup('c'),
        null,
        data.getLabelsMaskArray());
  }

  /** Boxes of two classes in a grid of 2 × 2. */
  private static DataSet boxes() {
    INDArray labels = Nd4j.zeros(DataType.DOUBLE, SAMPLES, 6, 2, 2);
    for (int i = 0; i < SAMPLES; i++) {
      int row = i % 2;
      double[] corners = {0.6, row + 0.2, 1.9, row + 0.9};
      for (int k = 0; k < 4; k++) {
        labels.putScalar(new int[] {i, k, row, 1}, corners[k]);
      }
      labels.putScalar(new int[] {i, 4 + i / 2 % 2, row, 1}, 1);
    }
    return new DataSet(gaussian(6, SAMPLES, 2, 2, 2), labels);
  }

  private static INDArray indices() {
    return oneHot(SAMPLES).argMax(1).reshape(SAMPLES, 1).castTo(DataType.DOUBLE);
  }

  /** Classes along the second dimension. */
  private static INDArray oneHot(int samples, int... places) {
    int[] shape = new int[2 + places.length];
    shape[0] = samples;
    shape[1] = 3;
    System.arraycopy(places, 0, shape, 2, places.length);
    INDArray labels = Nd4j.zeros(DataType.DOUBLE, Arrays.stream(shape).asLongStream().toArray());
    INDArray last = labels.reshape('c', samples, 3, labels.length() / samples / 3);
    for (int i = 0; i < samples; i++) {
      for (int p = 0; p < last.size(2); p++) {
        last.putScalar(new int[] {i, (i + p * p) % 3, p}, 1);
      }
    }
    return labels;
  }

  private static INDArray gaussian(int stream, long... shape) {
    INDArray draws =
        Nd4j.createUninitialized(
            DataType.DOUBLE,
            new long[] {shape[0], Arrays.stream(shape).skip(1).reduce(1, (a, b) -> a * b)},
            'f');
    KeyedDraws.gaussian(RandomKey.root(stream), draws);
    return draws.dup('c').reshape('c', shape);
  }
}

package org.sdze.optimizer.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.sdze.optimizer.network.LayerCredit;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.testing.UntouchedGlobals;

/** What is held of a batch normalization is DL4J's, and what it leaves out is added. */
class HeldNormalizationTest {

  private static final int ROWS = 7;
  private static final int CHANNELS = 3;
  private static final double MOVE = 1e-4;

  /** A layer and the shape of its input. */
  record Case(String name, InputType type, BatchNormalization conf, List<Integer> sizes) {
    long[] shape() {
      return sizes.stream().mapToLong(Integer::longValue).toArray();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> cases() {
    InputType rows = InputType.feedForward(CHANNELS);
    return List.of(
        new Case("rows", rows, new BatchNormalization(), List.of(ROWS, CHANNELS)),
        new Case("fixed", rows, locked(1.5, 0.5), List.of(ROWS, CHANNELS)),
        new Case("scale without effect in DL4J", rows, locked(1.5, 0), List.of(ROWS, CHANNELS)),
        new Case(
            "another epsilon, deviations as logarithms",
            rows,
            new BatchNormalization.Builder().eps(0.1).useLogStd(true).build(),
            List.of(ROWS, CHANNELS)),
        new Case(
            "maps",
            InputType.convolutional(4, 5, CHANNELS),
            new BatchNormalization(),
            List.of(ROWS, CHANNELS, 4, 5)),
        new Case(
            "maps with channels last",
            InputType.convolutional(4, 5, CHANNELS, CNN2DFormat.NHWC),
            new BatchNormalization(),
            List.of(ROWS, 4, 5, CHANNELS)));
  }

  private static BatchNormalization locked(double gamma, double beta) {
    return new BatchNormalization.Builder().lockGammaBeta(true).gamma(gamma).beta(beta).build();
  }

  private static org.deeplearning4j.nn.layers.normalization.BatchNormalization layer(
      Case of, DataType type) {
    MultiLayerNetwork network =
        UntouchedGlobals.puttingBack(
            () -> {
              MultiLayerNetwork made =
                  new MultiLayerNetwork(
                      new NeuralNetConfiguration.Builder()
                          .dataType(type)
                          .list()
                          .layer(of.conf().clone())
                          .layer(new OutputLayer.Builder(LossFunction.MSE).nOut(2).build())
                          .setInputType(of.type())
                          .build());
              made.init();
              return made;
            });
    INDArray params = network.getLayer(0).params();
    if (!of.conf().isLockGammaBeta()) {
      params
          .get(NDArrayIndex.interval(0, 2 * CHANNELS))
          .addi(draw(1, type, 1, 2 * CHANNELS).reshape(2 * CHANNELS).muli(0.3));
    }
    return (org.deeplearning4j.nn.layers.normalization.BatchNormalization) network.getLayer(0);
  }

  private static INDArray draw(int stream, DataType type, long... shape) {
    long rest = 1;
    for (int k = 1; k < shape.length; k++) {
      rest *= shape[k];
    }
    INDArray matrix = Nd4j.createUninitialized(type, new long[] {shape[0], rest}, 'f');
    KeyedDraws.gaussian(RandomKey.root(stream), matrix);
    return matrix.dup('c').reshape('c', shape);
  }

  private static INDArray theirs(
      org.deeplearning4j.nn.layers.normalization.BatchNormalization layer, INDArray x) {
    layer.setInput(x, LayerWorkspaceMgr.noWorkspaces());
    return layer.activate(true, LayerWorkspaceMgr.noWorkspaces()).dup('c');
  }

  @ParameterizedTest
  @MethodSource("cases")
  void onItsOwnBatchTheOutputIsThatOfDl4j(Case of) {
    for (DataType type : List.of(DataType.DOUBLE, DataType.FLOAT)) {
      org.deeplearning4j.nn.layers.normalization.BatchNormalization layer = layer(of, type);
      INDArray x = draw(2, type, of.shape()).addi(0.5);
      INDArray theirs = theirs(layer, x.dup());
      HeldNormalization held = new HeldNormalization("normalization", layer, x);
      double most = type == DataType.DOUBLE ? 1e-9 : 1e-5;
      assertEquals(0, theirs.distance2(held.output(held.normalized(x))), most);
      assertEquals(0, theirs.distance2(held.outputWith(held.scalesAndShifts())), most);
    }
  }

  /** For the loss Σ w y: a straight line through x, ours against DL4J's own output. */
  @ParameterizedTest
  @MethodSource("cases")
  void whatTheStatisticsDoIsAdded(Case of) {
    org.deeplearning4j.nn.layers.normalization.BatchNormalization layer =
        layer(of, DataType.DOUBLE);
    INDArray x = draw(2, DataType.DOUBLE, of.shape()).addi(0.5);
    INDArray w = draw(3, DataType.DOUBLE, of.shape()).addi(0.7);
    INDArray direction = draw(4, DataType.DOUBLE, of.shape());
    double truth =
        (theirs(layer, along(x, direction, 1)).mul(w).sumNumber().doubleValue()
                - theirs(layer, along(x, direction, -1)).mul(w).sumNumber().doubleValue())
            / (2 * MOVE);
    HeldNormalization held = new HeldNormalization("normalization", layer, x);
    double plain = slope(held, w, x, direction);
    assertTrue(Math.abs(plain - truth) > 0.05 * Math.abs(truth), "the statistics do nothing");

    INDArray credit = heldCredit(held, w, x);
    held.throughStatistics(credit);
    assertEquals(truth, credit.mul(direction).sumNumber().doubleValue(), 1e-5 * Math.abs(truth));

    held.learn(creditOfScalesAndShifts(held, w), false);
    assertEquals(truth, slope(held, w, x, direction), 1e-5 * Math.abs(truth));
  }

  private static INDArray along(INDArray x, INDArray direction, int sign) {
    return x.add(direction.mul(sign * MOVE));
  }

  private static double slope(HeldNormalization held, INDArray w, INDArray x, INDArray direction) {
    return (loss(held, w, along(x, direction, 1)) - loss(held, w, along(x, direction, -1)))
        / (2 * MOVE);
  }

  private static double loss(HeldNormalization held, INDArray w, INDArray x) {
    INDArray normalized = held.normalized(x);
    INDArray change = held.change(normalized);
    double statistics = change == null ? 0 : change.sumNumber().doubleValue();
    return statistics + held.output(normalized).mul(w).sumNumber().doubleValue();
  }

  /** w γ/√(σ² + ε), which is how far y goes for all of x. */
  private static INDArray heldCredit(HeldNormalization held, INDArray w, INDArray x) {
    return held.output(held.normalized(x.add(0.5)))
        .subi(held.output(held.normalized(x.sub(0.5))))
        .muli(w);
  }

  /** Each number by itself. */
  private static INDArray creditOfScalesAndShifts(HeldNormalization held, INDArray w) {
    INDArray here = held.scalesAndShifts();
    INDArray credit = here.dup();
    for (int k = 0; k < credit.columns(); k++) {
      INDArray up = here.dup();
      up.getColumn(k).addi(1);
      INDArray change = held.outputWith(up).subi(held.outputWith(here)).muli(w);
      credit.putColumn(k, change.reshape('c', ROWS, change.length() / ROWS).sum(1));
    }
    return credit;
  }

  @Test
  void whatIsLearnedIsShrunkByItsNoise() {
    INDArray x = draw(2, DataType.DOUBLE, ROWS, CHANNELS);
    HeldNormalization held =
        new HeldNormalization("normalization", layer(cases().get(0), DataType.DOUBLE), x);
    INDArray other = held.normalized(draw(5, DataType.DOUBLE, ROWS, CHANNELS));
    INDArray same = Nd4j.ones(DataType.DOUBLE, ROWS, 2 * CHANNELS);
    held.learn(same, false);
    INDArray whole = held.change(other);
    assertTrue(whole.norm2Number().doubleValue() > 0.1, "nothing was learned");
    held.learn(same, true);
    assertEquals(0, whole.mul(1 - 1.0 / ROWS).distance2(held.change(other)), 1e-9);
    INDArray alternating = same.dup();
    for (int i = 1; i < ROWS; i += 2) {
      alternating.getRow(i).negi();
    }
    held.learn(alternating, true);
    assertEquals(0, held.change(other).norm2Number().doubleValue(), 1e-12);
  }

  /** A layer of one's own may do anything. */
  @SuppressWarnings("serial") // never saved
  private static final class OwnNormalization extends BatchNormalization {}

  @Test
  void layersBelowOneOfOnesOwnMoveInTheSubspace() {
    assertEquals(
        List.of(LayerCredit.UNITS, LayerCredit.UNITS, LayerCredit.OUTPUT),
        credits(new BatchNormalization()));
    assertEquals(
        List.of(LayerCredit.SUBSPACE, LayerCredit.SUBSPACE, LayerCredit.OUTPUT),
        credits(new OwnNormalization()));
  }

  /** Thirty pairs of layers would be probed in 30 evaluations of the whole. */
  @Test
  void layersOfDeepNetworksMoveInTheSubspace() {
    assertEquals(
        List.of(LayerCredit.NOISE, LayerCredit.UNITS, LayerCredit.OUTPUT),
        credits(normalizations(15)).stream().distinct().toList());
    assertEquals(
        List.of(LayerCredit.SUBSPACE, LayerCredit.OUTPUT),
        credits(normalizations(30)).stream().distinct().toList());
  }

  private static BatchNormalization[] normalizations(int count) {
    return Stream.generate(BatchNormalization::new).limit(count).toArray(BatchNormalization[]::new);
  }

  private static List<LayerCredit> credits(BatchNormalization... normalizations) {
    MultiLayerNetwork network =
        UntouchedGlobals.puttingBack(
            () -> {
              NeuralNetConfiguration.ListBuilder list =
                  new NeuralNetConfiguration.Builder().updater(SampleNetwork.plain(1)).list();
              for (BatchNormalization each : normalizations) {
                list.layer(new DenseLayer.Builder().nOut(4).build()).layer(each);
              }
              MultiLayerNetwork made =
                  new MultiLayerNetwork(
                      list.layer(new OutputLayer.Builder(LossFunction.MSE).nOut(2).build())
                          .setInputType(InputType.feedForward(CHANNELS))
                          .build());
              made.init();
              return made;
            });
    return new NetworkPlan(TrainableNetwork.of(network))
        .layers().stream().map(LayerPlan::credit).toList();
  }

  @Test
  void sequencesAreRefused() {
    Case rows = cases().get(0);
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new HeldNormalization(
                    "normalization",
                    layer(rows, DataType.DOUBLE),
                    draw(2, DataType.DOUBLE, ROWS, CHANNELS, 4)));
    assertTrue(refusal.getMessage().contains("[7, 3, 4]"), refusal.getMessage());
  }
}

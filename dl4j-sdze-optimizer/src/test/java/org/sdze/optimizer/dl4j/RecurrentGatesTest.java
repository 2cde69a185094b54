package org.sdze.optimizer.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.TestNetworks;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.testing.UntouchedGlobals;

/** What is seen of a recurrent layer's gates is what its formula says, and moves are exact. */
class RecurrentGatesTest {

  private static final int BATCH = 3;
  private static final int IN = 5;
  private static final int OUT = 4;
  private static final int STEPS = 6;

  /** A layer, and whether its batch is masked. */
  private record Case(String name, org.deeplearning4j.nn.conf.layers.Layer conf, boolean isMasked) {
    @Override
    public String toString() {
      return name + (isMasked ? ", masked" : "");
    }
  }

  static List<Case> cases() {
    LSTM.Builder lstm = new LSTM.Builder().nOut(OUT).forgetGateBiasInit(0.7);
    LSTM hard = new LSTM.Builder().nOut(OUT).gateActivationFunction(Activation.HARDSIGMOID).build();
    SimpleRnn simple = new SimpleRnn.Builder().nOut(OUT).activation(Activation.SOFTPLUS).build();
    return List.of(
        new Case("LSTM", lstm.build(), false),
        new Case("LSTM", lstm.build(), true),
        new Case("LSTM with hard gates", hard, false),
        new Case("simple", simple, false),
        new Case("simple", simple, true),
        new Case("last step of LSTM", new LastTimeStep(lstm.build()), true),
        new Case("last step of LSTM", new LastTimeStep(lstm.build()), false),
        new Case("last step of simple", new LastTimeStep(simple), true));
  }

  private static Layer layer(org.deeplearning4j.nn.conf.layers.Layer conf) {
    return UntouchedGlobals.puttingBack(
        () -> {
          boolean isLast = conf instanceof LastTimeStep;
          MultiLayerNetwork network =
              new MultiLayerNetwork(
                  new NeuralNetConfiguration.Builder()
                      .seed(2)
                      .dataType(DataType.DOUBLE)
                      .activation(Activation.TANH)
                      .list()
                      .layer(conf.clone())
                      .layer(
                          isLast
                              ? new OutputLayer.Builder().nOut(2).build()
                              : new RnnOutputLayer.Builder().nOut(2).build())
                      .setInputType(InputType.recurrent(IN, STEPS))
                      .build());
          network.init();
          Layer layer = network.getLayer(0);
          layer.allowInputModification(false);
          INDArray bias = layer.paramTable().get("b");
          bias.addi(noise(bias.length()).reshape(bias.shape()));
          return layer;
        });
  }

  private static INDArray noise(long length) {
    return TestNetworks.gaussian(RandomKey.root(9), DataType.DOUBLE, 1, length).muli(0.3);
  }

  private static INDArray sequences() {
    return TestNetworks.gaussian(RandomKey.root(1), DataType.DOUBLE, BATCH, IN * STEPS)
        .dup('c')
        .reshape('c', BATCH, IN, STEPS);
  }

  /** Zeros at the beginning, in the middle and at the end. */
  private static INDArray mask() {
    INDArray mask = Nd4j.ones(DataType.DOUBLE, BATCH, STEPS);
    mask.putScalar(0, STEPS - 1, 0);
    mask.putScalar(1, 0, 0);
    mask.putScalar(1, 3, 0);
    return mask;
  }

  private static Layer prepared(Case each) {
    Layer layer = layer(each.conf());
    layer.setMaskArray(each.isMasked() ? mask() : null);
    layer.setInput(sequences(), LayerWorkspaceMgr.noWorkspaces());
    return layer;
  }

  private static INDArray activated(Layer layer) {
    return layer.activate(true, LayerWorkspaceMgr.noWorkspaces()).dup();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void seeingLeavesTheForwardPassAsItIs(Case each) {
    Layer layer = prepared(each);
    assertTrue(RecurrentGates.areKnown(layer));
    IActivation before =
        ((org.deeplearning4j.nn.conf.layers.BaseLayer) layer.conf().getLayer()).getActivationFn();
    INDArray expected = activated(layer);
    RecurrentGates.Seen seen = RecurrentGates.see(layer, () -> activated(layer));
    assertEquals(expected, seen.outputs());
    INDArray still = Nd4j.zeros(DataType.DOUBLE, seen.preActivations().shape());
    assertEquals(expected, RecurrentGates.moved(layer, still, () -> activated(layer)));
    assertEquals(0, expected.distance2(activated(layer)));
    assertSame(
        before,
        ((org.deeplearning4j.nn.conf.layers.BaseLayer) layer.conf().getLayer()).getActivationFn());
  }

  /** z_t = x_t W + h_{t−1} R + b, with h_{t−1} from the outputs of the layer as DL4J gives them. */
  @ParameterizedTest
  @MethodSource("cases")
  void preActivationsAreWhatTheFormulaSays(Case each) {
    Layer layer = prepared(each);
    RecurrentGates.Seen seen = RecurrentGates.see(layer, () -> activated(layer));
    INDArray hidden =
        seen.outputs().rank() == 3
            ? seen.outputs()
            : activated(
                ((org.deeplearning4j.nn.layers.recurrent.LastTimeStepLayer) layer).getUnderlying());
    for (int t = 0; t < STEPS; t++) {
      INDArray before =
          t == 0
              ? Nd4j.zeros(DataType.DOUBLE, BATCH, OUT)
              : hidden.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(t - 1));
      assertEquals(
          0,
          before.distance2(
              seen.before().get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(t))),
          1e-12);
      INDArray input =
          sequences().get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(t));
      INDArray z = input.mmul(layer.getParam("W")).addi(before.mmul(layer.getParam("RW")));
      INDArray bias = layer.getParam("b");
      z.addiRowVector(bias.reshape(1, bias.length()));
      INDArray rows =
          seen.preActivations()
              .get(NDArrayIndex.interval(t * BATCH, (t + 1) * BATCH), NDArrayIndex.all());
      assertEquals(0, z.distance2(rows), 1e-6);
    }
  }

  @Test
  void featuresOfAnotherTypeAreSeenInTheLayersOwn() {
    Layer layer = layer(new LSTM.Builder().nOut(OUT).build());
    layer.setInput(sequences().castTo(DataType.FLOAT), LayerWorkspaceMgr.noWorkspaces());
    INDArray expected = activated(layer);
    RecurrentGates.Seen seen = RecurrentGates.see(layer, () -> activated(layer));
    assertEquals(DataType.DOUBLE, seen.preActivations().dataType());
    INDArray still = Nd4j.zeros(DataType.DOUBLE, seen.preActivations().shape());
    INDArray moved = RecurrentGates.moved(layer, still, () -> activated(layer));
    assertEquals(0, expected.distance2(moved), 1e-12);
  }

  /** Every column's move is that of its bias: no gate is taken for another. */
  @ParameterizedTest
  @MethodSource("cases")
  void movingAColumnAtAllTimeStepsIsMovingItsBias(Case each) {
    Layer layer = prepared(each);
    INDArray z = RecurrentGates.see(layer, () -> activated(layer)).preActivations();
    INDArray bias = layer.getParam("b");
    for (int column = 0; column < z.columns(); column++) {
      INDArray move = Nd4j.zeros(DataType.DOUBLE, z.shape());
      move.getColumn(column).assign(0.1);
      INDArray moved = RecurrentGates.moved(layer, move, () -> activated(layer));
      INDArray rest = bias.dup();
      bias.putScalar(column, bias.getDouble(column) + 0.1);
      INDArray expected = activated(layer);
      bias.assign(rest);
      assertEquals(0, expected.distance2(moved), 1e-6);
      assertTrue(moved.distance2(activated(layer)) > 1e-4);
    }
  }

  @Test
  @SuppressWarnings("deprecation") // GravesLSTM has peepholes, and is still there
  void othersAreNotKnown() {
    assertFalse(RecurrentGates.areKnown(layer(new GravesLSTM.Builder().nOut(OUT).build())));
    assertFalse(
        RecurrentGates.areKnown(
            layer(new SimpleRnn.Builder().nOut(OUT).hasLayerNorm(true).build())));
    LSTM last = new LSTM.Builder().nOut(OUT).build();
    last.setRnnDataFormat(RNNFormat.NWC);
    assertFalse(
        RecurrentGates.areKnown(
            new org.deeplearning4j.nn.layers.recurrent.LSTM(conf(last), DataType.DOUBLE)));
  }

  private static NeuralNetConfiguration conf(org.deeplearning4j.nn.conf.layers.Layer layer) {
    NeuralNetConfiguration conf = new NeuralNetConfiguration();
    conf.setLayer(layer);
    return conf;
  }
}

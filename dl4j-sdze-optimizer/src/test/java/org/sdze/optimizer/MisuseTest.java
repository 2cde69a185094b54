package org.sdze.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.AutoEncoder;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.sdze.optimizer.dl4j.ForwardTraining;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.setting.Credit;
import org.sdze.testing.UntouchedGlobals;

/**
 * A mistake gets one sentence that names the thing, its value and what is allowed; it leaves the
 * parameters as they are, and training goes on once it is mended.
 */
class MisuseTest {

  private static final Sdze SDZE = Sdze.builder().learningRate(0.01).build();
  private static final int SAMPLES = 12;

  /** Something that is done to a network. */
  private interface Act {
    void on(MultiLayerNetwork network);
  }

  /**
   * A mistake.
   *
   * @param network initialised, and attached where the mistake comes later
   * @param sentence a part of the message
   * @param mended after it the network trains; null where there is nothing to mend
   */
  private record Misuse(
      String name,
      MultiLayerNetwork network,
      Act mistake,
      Class<? extends Exception> type,
      String sentence,
      @Nullable Act mended) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Sdze.Builder options() {
    return Sdze.builder();
  }

  private static MultiLayerNetwork network(IUpdater updater, Layer... layers) {
    return network(updater, DataType.FLOAT, layers);
  }

  private static MultiLayerNetwork network(IUpdater updater, DataType type, Layer... layers) {
    return UntouchedGlobals.puttingBack(
        () -> {
          MultiLayerNetwork network = new MultiLayerNetwork(configuration(updater, type, layers));
          network.init();
          return network;
        });
  }

  private static MultiLayerConfiguration configuration(
      IUpdater updater, DataType type, Layer... layers) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .seed(5)
            .dataType(type)
            .activation(Activation.TANH)
            .updater(updater)
            .list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    return list.build();
  }

  private static MultiLayerNetwork classifier(IUpdater updater) {
    return network(updater, dense(5, 8), dense(8, 6), output());
  }

  private static MultiLayerNetwork attached() {
    return Sdze.attach(classifier(SDZE));
  }

  private static MultiLayerNetwork regression() {
    return Sdze.attach(network(options().build(), dense(5, 8), number()));
  }

  private static DenseLayer dense(int in, int out) {
    return new DenseLayer.Builder().nIn(in).nOut(out).build();
  }

  private static DenseLayer dense(int in, int out, IUpdater updater) {
    return new DenseLayer.Builder().nIn(in).nOut(out).updater(updater).build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nIn(6)
        .nOut(3)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static OutputLayer number() {
    return new OutputLayer.Builder(LossFunction.MSE)
        .nIn(8)
        .nOut(1)
        .activation(Activation.IDENTITY)
        .build();
  }

  private static INDArray features() {
    return TestNetworks.gaussian(RandomKey.root(3), DataType.FLOAT, SAMPLES, 5);
  }

  private static INDArray classes() {
    INDArray labels = Nd4j.zeros(DataType.FLOAT, SAMPLES, 3);
    for (int i = 0; i < SAMPLES; i++) {
      labels.putScalar(i, i % 3, 1);
    }
    return labels;
  }

  private static INDArray numbers() {
    return TestNetworks.gaussian(RandomKey.root(4), DataType.FLOAT, SAMPLES, 1);
  }

  private static INDArray with(INDArray array, double number) {
    return array.putScalar(1, 0, number);
  }

  private static void fit(MultiLayerNetwork network) {
    network.fit(
        features(), network.layerSize(network.getnLayers() - 1) == 1 ? numbers() : classes());
  }

  private static void attachAndFit(MultiLayerNetwork network) {
    fit(Sdze.attach(network));
  }

  private static void set(MultiLayerNetwork network, int layer, IUpdater updater) {
    ((BaseLayer) network.getLayer(layer).conf().getLayer()).setIUpdater(updater);
  }

  private static void setAll(MultiLayerNetwork network, Sdze updater) {
    for (int k = 0; k < network.getnLayers(); k++) {
      set(network, k, updater.clone());
    }
  }

  static List<Misuse> ofAttaching() {
    MultiLayerNetwork first = attached();
    MultiLayerNetwork second =
        UntouchedGlobals.puttingBack(
            () -> {
              MultiLayerNetwork made = new MultiLayerNetwork(first.getLayerWiseConfigurations());
              made.init();
              return made;
            });
    return List.of(
        state(
            "attach twice",
            attached(),
            Sdze::attach,
            "the network is attached already: call detach first to attach it anew",
            MisuseTest::fit),
        state(
            "two networks from one configuration",
            second,
            Sdze::attach,
            "another attached network was made from the same configuration object: make each"
                + " network from one of its own, such as configuration.clone()",
            network -> {
              Sdze.detach(first);
              attachAndFit(network);
            }),
        state(
            "detach what is not attached",
            classifier(SDZE),
            Sdze::detach,
            "the network is not attached",
            MisuseTest::attachAndFit),
        refused(
            "no Sdze",
            classifier(new Adam()),
            "layer \"layer0\" (W) has the updater Adam: every layer must have Sdze, or NoOp to be"
                + " frozen",
            network -> {
              setAll(network, SDZE);
              attachAndFit(network);
            }),
        refused(
            "no layer to train",
            classifier(new NoOp()),
            "no layer has the updater Sdze: configure the network with"
                + " .updater(Sdze.builder().build())",
            network -> {
              set(network, 2, SDZE.clone());
              attachAndFit(network);
            }),
        refused(
            "another updater on one layer",
            network(SDZE, dense(5, 8), dense(8, 6, new Adam()), output()),
            "layer \"layer1\" (W) has the updater Adam",
            network -> {
              set(network, 1, new NoOp());
              attachAndFit(network);
            }),
        refused(
            "options that differ",
            network(SDZE, dense(5, 8), dense(8, 6, options().probes(2).build()), output()),
            "layers may differ in their learning rate alone, but layer \"layer0\" (W) has"
                + " Sdze(learningRate=0.01, seed=0) and layer \"layer1\" (W) has Sdze(probes=2,"
                + " seed=0)",
            network -> {
              set(network, 1, options().learningRate(0.5).build());
              attachAndFit(network);
            }),
        refused(
            "rank too large",
            classifier(options().credit(Credit.LOW_RANK).rank(4).build()),
            "rank must be between 1 and the smaller side of the matrix (3 for layer \"layer2\"),"
                + " was 4",
            network -> {
              setAll(network, options().credit(Credit.LOW_RANK).rank(3).build());
              attachAndFit(network);
            }),
        refused(
            "unit credit of a classifier",
            classifier(options().credit(Credit.UNITS).build()),
            "a chain of dense layers with one linear output and a least-squares loss, or a"
                + " PinnOutputLayer, but layer \"layer2\" has the loss LossMCXENT",
            network -> {
              setAll(network, SDZE);
              attachAndFit(network);
            }),
        refused(
            "truncated time",
            truncated(),
            "truncated backpropagation through time has no meaning without backpropagation: set"
                + " backpropType(BackpropType.Standard)",
            network -> {
              network.getLayerWiseConfigurations().setBackpropType(BackpropType.Standard);
              attachAndFit(network);
            }),
        refused(
            "autoencoder",
            network(SDZE, new AutoEncoder.Builder().nIn(5).nOut(6).build(), output()),
            "layer \"layer0\" is a AutoEncoder, which learns by unsupervised pretraining: pretrain"
                + " it before this network is attached, and freeze it",
            null),
        refused(
            "variational autoencoder",
            network(
                SDZE,
                new VariationalAutoencoder.Builder()
                    .nIn(5)
                    .nOut(6)
                    .encoderLayerSizes(4)
                    .decoderLayerSizes(4)
                    .build(),
                output()),
            "layer \"layer0\" is a VariationalAutoencoder, which learns by unsupervised"
                + " pretraining",
            null),
        refused(
            "no loss",
            network(SDZE, dense(5, 8), dense(8, 6)),
            "output \"layer1\" has no loss: a network that is trained ends in output or loss"
                + " layers",
            null),
        refused(
            "half precision",
            network(SDZE, DataType.FLOAT16, dense(5, 8), dense(8, 6), output()),
            "the network's parameters must be float or double, were HALF",
            null),
        refused(
            "half precision of a regression",
            network(options().build(), DataType.FLOAT16, dense(5, 8), number()),
            "the network's parameters must be float or double, were HALF",
            null),
        refused(
            "everything frozen",
            network(new NoOp(), new FrozenLayer(dense(5, 6, SDZE)), output()),
            "no layer has the updater Sdze",
            null),
        refused(
            "state of a network of another width",
            ofAnotherWidth(
                classifier(SDZE), "\"nout\" : 8", "\"nout\" : 9", "\"nin\" : 8", "\"nin\" : 9"),
            "the state saved with the network is that of another network or rule: \"layer0_W\" is"
                + " of shape [5, 9], and its moments are of shapes [[5, 1], [1, 8], [1, 8]]",
            network -> {
              setAll(network, SDZE);
              attachAndFit(network);
            }),
        refused(
            "state of a regression of another width",
            ofAnotherWidth(
                network(options().build(), dense(5, 8), number()),
                "\"nout\" : 8",
                "\"nout\" : 9",
                "\"nin\" : 8",
                "\"nin\" : 9"),
            "the state saved with the network is that of another network or rule: \"layer0_W\" is"
                + " of shape [5, 9], and the guard's copy of it is of shapes [[5, 8]]",
            network -> {
              setAll(network, options().build());
              attachAndFit(network);
            }),
        refused(
            "state of another rule",
            ofAnotherWidth(classifier(SDZE), "\"seed\" : 0", "\"rule\" : \"ADAM\", \"seed\" : 0"),
            "the state saved with the network is that of another network or rule: \"layer0_W\" is"
                + " of shape [5, 8], and its moments are of shapes [[5, 1], [1, 8], [1, 8]]",
            network -> {
              setAll(network, SDZE);
              attachAndFit(network);
            }));
  }

  private static MultiLayerNetwork truncated() {
    MultiLayerNetwork network = classifier(SDZE);
    network.getLayerWiseConfigurations().setBackpropType(BackpropType.TruncatedBPTT);
    return network;
  }

  /** A network from the edited configuration of one that was trained for a step. */
  private static MultiLayerNetwork ofAnotherWidth(MultiLayerNetwork trained, String... edits) {
    attachAndFit(trained);
    String json = trained.getLayerWiseConfigurations().toJson();
    for (int k = 0; k < edits.length; k += 2) {
      assertTrue(json.contains(edits[k]), json);
      json = json.replace(edits[k], edits[k + 1]);
    }
    String edited = json;
    return UntouchedGlobals.puttingBack(
        () -> {
          MultiLayerNetwork network =
              new MultiLayerNetwork(MultiLayerConfiguration.fromJson(edited));
          network.init();
          return network;
        });
  }

  static List<Misuse> ofFitting() {
    INDArray x = features();
    return List.of(
        state(
            "fit before attach",
            classifier(SDZE),
            network ->
                UntouchedGlobals.puttingBack(
                    () -> {
                      fit(network);
                      return network;
                    }),
            "the network has the updater Sdze but is not attached, and nothing was trained: call"
                + " Sdze.attach(network) before fit",
            MisuseTest::attachAndFit),
        state(
            "updater changed",
            attached(),
            network -> {
              set(network, 1, new Adam());
              fit(network);
            },
            "the updater of layer \"layer1\" (W) was changed to Adam",
            network -> {
              set(network, 1, SDZE.clone());
              fit(network);
            }),
        state(
            "truncated later",
            attached(),
            network -> {
              network.getLayerWiseConfigurations().setBackpropType(BackpropType.TruncatedBPTT);
              ForwardTraining.step(network);
            },
            "the network was set to truncated backpropagation through time after it was attached:"
                + " set backpropType(BackpropType.Standard)",
            network -> {
              network.getLayerWiseConfigurations().setBackpropType(BackpropType.Standard);
              fit(network);
            }),
        state(
            "one layer's learning rate where all step together",
            regression(),
            network -> {
              network.setLearningRate(1, 0.25);
              fit(network);
            },
            "all layers must have one learning rate where they are stepped together, but layer"
                + " \"layer1\" (W) has Sdze(learningRate=0.25, seed=0) and another one"
                + " Sdze(seed=0): call network.setLearningRate with the rate alone",
            network -> {
              network.setLearningRate(0.25);
              fit(network);
            }),
        data("NaN features", attached(), with(features(), Double.NaN), classes(), FINITE_FEATURES),
        data(
            "infinite features",
            attached(),
            with(features(), Double.POSITIVE_INFINITY),
            classes(),
            FINITE_FEATURES),
        data("NaN labels", attached(), x, with(classes(), Double.NaN), FINITE_LABELS),
        data("infinite labels", attached(), x, with(classes(), 1 / 0.0), FINITE_LABELS),
        data(
            "NaN in regression",
            regression(),
            with(features(), 0 / 0.0),
            numbers(),
            FINITE_FEATURES),
        data("NaN to regress", regression(), x, with(numbers(), 0 / 0.0), FINITE_LABELS),
        data(
            "fewer labels",
            attached(),
            x,
            Nd4j.zeros(DataType.FLOAT, 11, 3),
            "output \"layer2\" got labels of shape [11, 3], but there are 12 samples and it has 3"
                + " outputs"),
        data(
            "wider labels",
            attached(),
            x,
            Nd4j.zeros(DataType.FLOAT, 12, 4),
            "output \"layer2\" got labels of shape [12, 4], but there are 12 samples and it has 3"
                + " outputs"),
        data(
            "labels of another rank",
            attached(),
            x,
            Nd4j.zeros(DataType.FLOAT, 12, 3, 1),
            "output \"layer2\" got labels of shape [12, 3, 1], but there are 12 samples and it has"
                + " 3 outputs"),
        data(
            "wider labels of a regression",
            regression(),
            x,
            Nd4j.zeros(DataType.FLOAT, 12, 2),
            "output \"layer1\" got labels of shape [12, 2], but there are 12 samples and it has 1"
                + " outputs"),
        data("no labels", attached(), x, null, "output \"layer2\" has no labels"),
        data("nothing to regress", regression(), x, null, "output \"layer1\" has no labels"),
        data("no features", attached(), null, classes(), "the batch has no features"),
        data("neither", attached(), null, null, "the batch has no features"),
        data("neither to regress", regression(), null, null, "the batch has no features"),
        new Misuse(
            "wider features",
            attached(),
            network -> network.fit(Nd4j.zeros(DataType.FLOAT, 12, 6), classes()),
            DL4JInvalidInputException.class,
            "Input size (6 columns; shape = [12, 6]) is invalid: does not match layer input size"
                + " (layer # inputs = 5)",
            MisuseTest::fit),
        data(
            "wider features of a regression",
            regression(),
            Nd4j.zeros(DataType.FLOAT, 12, 6),
            numbers(),
            "features must be of shape [n, 5], were [12, 6]"));
  }

  private static final String FINITE_FEATURES =
      "the features must be finite numbers, but NaN or infinity is among them";
  private static final String FINITE_LABELS =
      "the labels must be finite numbers, but NaN or infinity is among them";

  private static Misuse state(
      String name, MultiLayerNetwork network, Act mistake, String sentence, @Nullable Act mended) {
    return new Misuse(name, network, mistake, IllegalStateException.class, sentence, mended);
  }

  private static Misuse refused(
      String name, MultiLayerNetwork network, String sentence, @Nullable Act mended) {
    return new Misuse(
        name, network, Sdze::attach, IllegalArgumentException.class, sentence, mended);
  }

  private static Misuse data(
      String name,
      MultiLayerNetwork network,
      @Nullable INDArray features,
      @Nullable INDArray labels,
      String sentence) {
    return new Misuse(
        name,
        network,
        attached -> attached.fit(features, labels),
        IllegalArgumentException.class,
        sentence,
        MisuseTest::fit);
  }

  @ParameterizedTest
  @MethodSource({"ofAttaching", "ofFitting"})
  void getsASentenceChangesNothingAndCanBeMended(Misuse misuse) {
    MultiLayerNetwork network = misuse.network();
    long[] before = bits(network);
    Exception thrown = assertThrows(Exception.class, () -> misuse.mistake().on(network));
    assertEquals(misuse.type(), thrown.getClass(), thrown::toString);
    String message = String.valueOf(thrown.getMessage());
    assertTrue(message.contains(misuse.sentence()), message);
    assertFalse(message.contains("\n"), message);
    assertArrayEquals(before, bits(network));
    if (misuse.mended() != null) {
      misuse.mended().on(network);
      assertFalse(Arrays.equals(before, bits(network)), "nothing was trained");
      assertFalse(Double.isNaN(network.params().sumNumber().doubleValue()));
    }
  }

  private static long[] bits(MultiLayerNetwork network) {
    return TestNetworks.bits(network.params());
  }

  @Test
  void aFailedStepLeavesNothingBehind() {
    MultiLayerNetwork straight = attached();
    MultiLayerNetwork stumbling = attached();
    fit(straight);
    fit(stumbling);
    INDArray mask = Nd4j.ones(DataType.FLOAT, SAMPLES, 1).putScalar(0, 0, 0);
    assertThrows(
        IllegalArgumentException.class,
        () -> stumbling.fit(new DataSet(with(features(), Double.NaN), classes(), null, mask)));
    fit(straight);
    fit(stumbling);
    assertArrayEquals(bits(straight), bits(stumbling));
    assertEquals(2, stumbling.getIterationCount());
  }

  @Test
  void networksOfNoParametersOrKindGetASentence() {
    sentence(
        "the network is not initialised: call init() first",
        () ->
            Sdze.attach(
                UntouchedGlobals.puttingBack(
                    () -> new MultiLayerNetwork(configuration(SDZE, DataType.FLOAT, output())))));
    ComputationGraph graph =
        UntouchedGlobals.puttingBack(() -> new ComputationGraph(graphConfiguration()));
    sentence("the network is not initialised: call init() first", () -> Sdze.attach(graph));
    sentence(
        "only a MultiLayerNetwork or a ComputationGraph can be trained, was null",
        () -> Sdze.attach((Model) null));
  }

  private static ComputationGraphConfiguration graphConfiguration() {
    return new NeuralNetConfiguration.Builder()
        .updater(SDZE)
        .graphBuilder()
        .addInputs("in")
        .addLayer("hidden", dense(5, 6), "in")
        .addLayer("class", output(), "hidden")
        .setOutputs("class")
        .build();
  }

  @Test
  void aGraphNamesItsOutput() {
    ComputationGraph graph =
        UntouchedGlobals.puttingBack(
            () -> {
              ComputationGraph made = new ComputationGraph(graphConfiguration());
              made.init();
              return made;
            });
    Sdze.attach(graph);
    long[] before = TestNetworks.bits(graph.params());
    sentence(
        "output \"class\" got labels of shape [12, 4]",
        () -> graph.fit(new MultiDataSet(features(), Nd4j.zeros(DataType.FLOAT, SAMPLES, 4))));
    sentence(
        FINITE_FEATURES,
        () -> graph.fit(new MultiDataSet(with(features(), Double.NaN), classes())));
    INDArray[] nothing = {null};
    INDArray[] x = {features()};
    INDArray[] y = {classes()};
    sentence("the batch has no features", () -> graph.fit(nothing, y));
    sentence("output \"class\" has no labels", () -> graph.fit(x, nothing));
    sentence("output \"class\" has no labels", () -> graph.fit(x, null));
    assertArrayEquals(before, TestNetworks.bits(graph.params()));
    graph.fit(new MultiDataSet(features(), classes()));
    assertFalse(Arrays.equals(before, TestNetworks.bits(graph.params())));
  }

  @Test
  void aSettingThatThereIsNotIsNamed() {
    String json = classifier(options().probes(3).build()).getLayerWiseConfigurations().toJson();
    String misspelt = json.replace("\"probes\"", "\"probs\"");
    assertNotEquals(json, misspelt);
    Throwable thrown =
        assertThrows(RuntimeException.class, () -> MultiLayerConfiguration.fromJson(misspelt));
    while (thrown.getCause() != null) {
      thrown = thrown.getCause();
    }
    assertEquals("Sdze has no setting \"probs\" (value 3)", thrown.getMessage());
  }

  @Test
  void twoThreadsMayNotFitOneNetwork() {
    MultiLayerNetwork network = attached();
    List<Throwable> thrown = new ArrayList<>();
    network.setListeners(
        new BaseTrainingListener() {
          @Override
          public void onForwardPass(Model model, List<INDArray> activations) {
            Thread second =
                new Thread(
                    () -> {
                      try {
                        ForwardTraining.step(network);
                      } catch (RuntimeException e) {
                        thrown.add(e);
                      }
                    });
            second.start();
            try {
              second.join();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        });
    fit(network);
    assertEquals(1, thrown.size());
    assertEquals(IllegalStateException.class, thrown.get(0).getClass());
    assertTrue(thrown.get(0).getMessage().startsWith("two threads fit one network"));
  }

  private static void sentence(String part, Runnable mistake) {
    Exception thrown = assertThrows(IllegalArgumentException.class, mistake::run);
    assertTrue(String.valueOf(thrown.getMessage()).contains(part), thrown::toString);
  }
}

package org.sdze.pinn.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.sdze.optimizer.Sdze;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.UntouchedGlobals;
import org.sdze.pinn.domain.UnitBall;
import org.sdze.pinn.equation.SineGordon;
import org.sdze.pinn.problem.ReferenceProblem;
import org.sdze.pinn.problem.ReferenceProblems;

/** A physics-informed network as a graph: a chain is trained, anything else is named. */
@ExtendWith(UntouchedGlobals.class)
class PinnGraphTest {

  private static final int D = 6;
  private static final int WIDTH = 16;
  private static final RandomKey KEY = RandomKey.root(3);
  private static final UnitBall BALL = new UnitBall(D);
  private static final ReferenceProblem PROBLEM =
      ReferenceProblems.create("sine-gordon-two-body", D, KEY.purpose(Purpose.PROBLEM));

  @TempDir Path folder;

  private static NeuralNetConfiguration.Builder settings() {
    return new NeuralNetConfiguration.Builder()
        .seed(5)
        .activation(Activation.TANH)
        .updater(Sdze.builder().seed(3).build());
  }

  private static DenseLayer dense(int in) {
    return new DenseLayer.Builder().nIn(in).nOut(WIDTH).build();
  }

  private static OutputLayer output(int in) {
    return new PinnOutputLayer.Builder(new SineGordon()).nIn(in).build();
  }

  private static MultiLayerNetwork chain() {
    return chain(settings -> settings);
  }

  private static MultiLayerNetwork chain(UnaryOperator<NeuralNetConfiguration.Builder> more) {
    return UntouchedGlobals.puttingBack(
        () -> {
          MultiLayerNetwork network =
              new MultiLayerNetwork(
                  more.apply(settings())
                      .list()
                      .layer(dense(D))
                      .layer(dense(WIDTH))
                      .layer(output(WIDTH))
                      .build());
          network.init();
          return network;
        });
  }

  private static ComputationGraph graph(UnaryOperator<GraphBuilder> layers) {
    return UntouchedGlobals.puttingBack(
        () -> {
          ComputationGraph graph =
              new ComputationGraph(
                  layers
                      .apply(settings().graphBuilder().addInputs("x"))
                      .setOutputs("residual")
                      .build());
          graph.init();
          return graph;
        });
  }

  private static ComputationGraph chainGraph() {
    return graph(
        builder ->
            builder
                .addLayer("first", dense(D), "x")
                .addLayer("second", dense(WIDTH), "first")
                .addLayer("residual", output(WIDTH), "second"));
  }

  private static CollocationIterator points(int from, int batches) {
    CollocationIterator points = new CollocationIterator(BALL, PROBLEM::source, 40, batches, KEY);
    points.skip(from);
    return points;
  }

  private static float[] bits(Model model) {
    return model.params().dup('f').data().asFloat();
  }

  @Test
  void aGraphThatIsAChainHasTheBitsOfTheChain() {
    MultiLayerNetwork chain = Sdze.attach(chain());
    ComputationGraph graph = chainGraph();
    Sdze.attach(graph);
    graph.params().assign(chain.params());
    float[] before = bits(graph);
    chain.fit(points(0, 8));
    graph.fit(points(0, 8));
    assertArrayEquals(bits(chain), bits(graph), 0f);
    assertFalse(Arrays.equals(before, bits(graph)));
    assertEquals(8, graph.getIterationCount());
    assertEquals(chain.score(), graph.score());
    INDArray at = Nd4j.ones(3, D).muli(0.1);
    assertArrayEquals(chain.output(at).toFloatVector(), graph.outputSingle(at).toFloatVector(), 0f);
  }

  @Test
  void momentumGoesThroughAFile() throws IOException {
    for (Model[] pair :
        new Model[][] {
          {chain(), chain()}, {chainGraph(), chainGraph()},
        }) {
      Model straight = Sdze.attach(pair[0]);
      Model stopped = Sdze.attach(pair[1]);
      fit(straight, points(0, 9));
      fit(stopped, points(0, 5));
      File file = folder.resolve("pinn.zip").toFile();
      ModelSerializer.writeModel(stopped, file, true);
      Model restored = restore(file);
      fit(restored, points(5, 4));
      assertArrayEquals(bits(straight), bits(restored), 0f);
    }
  }

  private static void fit(Model model, CollocationIterator points) {
    if (model instanceof MultiLayerNetwork network) {
      network.fit(points);
    } else {
      ((ComputationGraph) model).fit(points);
    }
  }

  private static Model restore(File file) {
    return UntouchedGlobals.puttingBack(
        () -> {
          try {
            return Sdze.restore(file);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Test
  void aGraphThatIsNoChainIsNamed() {
    refused(
        "\"sum\" has 2 inputs",
        graph(
            builder ->
                builder
                    .addLayer("first", dense(D), "x")
                    .addLayer("second", dense(WIDTH), "first")
                    .addVertex(
                        "sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "first", "second")
                    .addLayer("residual", output(WIDTH), "sum")));
    refused(
        "\"both\" has 2 inputs",
        graph(
            builder ->
                builder
                    .addLayer("first", dense(D), "x")
                    .addLayer("second", dense(D), "x")
                    .addVertex("both", new MergeVertex(), "first", "second")
                    .addLayer("residual", output(2 * WIDTH), "both")));
  }

  @Test
  void whatStandsAroundTheGradientIsNamed() {
    refused("layer \"layer0\" has dropout", chain(settings -> settings.dropOut(0.5)));
    refused("layer \"layer0\" has regularization", chain(settings -> settings.l2(1e-3)));
    refused(
        "layer \"layer0\" has the gradient normalization ClipL2PerLayer",
        chain(settings -> settings.gradientNormalization(GradientNormalization.ClipL2PerLayer)));
    refused(
        "layer \"layer0\" has parameters with the updater NoOp",
        chain(settings -> settings.biasUpdater(new NoOp())));
    refused(
        "its layers have learning rates of their own",
        chain(settings -> settings.biasUpdater(Sdze.builder().seed(3).learningRate(0.1).build())));
  }

  private static void refused(String reason, Model network) {
    float[] before = bits(network);
    String name = network instanceof ComputationGraph ? "residual" : "layer2";
    Exception thrown = assertThrows(IllegalArgumentException.class, () -> Sdze.attach(network));
    assertEquals(
        "a network with the PinnOutputLayer \"%s\" must be a chain of dense layers with one input and nothing around its gradient, but %s"
            .formatted(name, reason),
        thrown.getMessage());
    assertArrayEquals(before, bits(network), 0f);
  }

  @Test
  void batchesThatCannotBeMeantGetASentence() {
    MultiLayerNetwork network = Sdze.attach(chain());
    float[] before = bits(network);
    DataSet batch = points(0, 1).next();
    INDArray mask = Nd4j.ones(40, 1);
    refused(
        "the points of an equation cannot be masked: leave out those that are not wanted",
        () -> network.fit(new DataSet(batch.getFeatures(), batch.getLabels(), null, mask)));
    refused(
        "the labels must be finite numbers",
        () ->
            network.fit(
                new DataSet(
                    batch.getFeatures(), batch.getLabels().dup().putScalar(0, Double.NaN))));
    refused(
        "output \"layer2\" has no labels",
        () -> network.fit(new DataSet(batch.getFeatures(), null)));
    assertArrayEquals(before, bits(network), 0f);
    network.fit(batch);
    assertFalse(Arrays.equals(before, bits(network)));
  }

  private static void refused(String part, Runnable mistake) {
    Exception thrown = assertThrows(IllegalArgumentException.class, mistake::run);
    assertTrue(String.valueOf(thrown.getMessage()).contains(part), thrown::toString);
  }
}

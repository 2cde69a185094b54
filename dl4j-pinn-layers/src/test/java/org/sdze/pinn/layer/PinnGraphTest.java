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
import java.util.List;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.sdze.optimizer.Sdze;
import org.sdze.optimizer.dl4j.ObjectiveNetwork;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.forward.SpanFactor;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.domain.UnitBall;
import org.sdze.pinn.equation.SineGordon;
import org.sdze.pinn.jet.JetPass;
import org.sdze.pinn.jet.NetworkJet;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.Problems;
import org.sdze.pinn.score.RelativeError;
import org.sdze.testing.UntouchedGlobals;

/**
 * A physics-informed network as a graph: chains, residual sums and concatenations are trained,
 * anything else is named.
 */
class PinnGraphTest {

  private static final int D = 6;
  private static final int WIDTH = 16;
  private static final RandomKey KEY = RandomKey.root(3);
  private static final UnitBall BALL = new UnitBall(D);
  private static final Problem PROBLEM =
      Problems.library().create("sine-gordon-two-body", D, KEY.purpose(Purpose.PROBLEM));

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
    return graph(layers, DataType.FLOAT);
  }

  private static ComputationGraph graph(UnaryOperator<GraphBuilder> layers, DataType type) {
    return UntouchedGlobals.puttingBack(
        () -> {
          ComputationGraph graph =
              new ComputationGraph(
                  layers
                      .apply(settings().dataType(type).graphBuilder().addInputs("x"))
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
          {chain(), chain()}, {chainGraph(), chainGraph()}, {residualNetwork(), residualNetwork()},
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

  static Model restore(File file) {
    return UntouchedGlobals.puttingBack(
        () -> {
          try {
            return Sdze.restore(file);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static ElementWiseVertex sum() {
    return new ElementWiseVertex(ElementWiseVertex.Op.Add);
  }

  /** Two residual blocks. */
  private static GraphBuilder residualBlocks(GraphBuilder builder) {
    return builder
        .addLayer("first", dense(D), "x")
        .addLayer("second", dense(WIDTH), "first")
        .addVertex("sum", sum(), "first", "second")
        .addLayer("third", dense(WIDTH), "sum")
        .addVertex("sum of all", sum(), "sum", "third")
        .addLayer("residual", output(WIDTH), "sum of all");
  }

  private static ComputationGraph residualNetwork() {
    return graph(PinnGraphTest::residualBlocks);
  }

  /** Two branches, side by side with what they begin from. */
  private static GraphBuilder branches(GraphBuilder builder) {
    return builder
        .addLayer("first", dense(D), "x")
        .addLayer("second", dense(WIDTH), "first")
        .addLayer("third", dense(WIDTH), "first")
        .addVertex("both", new MergeVertex(), "second", "third")
        .addLayer("residual", output(3 * WIDTH), "both", "first"); // DL4J merges them
  }

  /** Two layers that read the input. */
  private static GraphBuilder twoReaders(GraphBuilder builder) {
    return builder
        .addLayer("first", dense(D), "x")
        .addLayer("second", dense(D), "x")
        .addVertex("both", new MergeVertex(), "first", "second")
        .addLayer("residual", output(2 * WIDTH), "both");
  }

  /** The Laplacian by central differences of what DL4J evaluates. */
  @Test
  void theJetsOfAGraphAreThoseOfWhatDl4jEvaluates() {
    for (UnaryOperator<GraphBuilder> layers :
        List.<UnaryOperator<GraphBuilder>>of(
            PinnGraphTest::residualBlocks, PinnGraphTest::branches, PinnGraphTest::twoReaders)) {
      ComputationGraph graph = graph(layers, DataType.DOUBLE);
      DenseNetwork network = ObjectiveNetwork.of(graph).dense();
      INDArray points = Nd4j.createUninitialized(DataType.DOUBLE, new long[] {3, D}, 'f');
      BALL.draw(KEY, points);
      NetworkJet jet =
          new JetPass(
                  network,
                  points,
                  SpanDirections.all()
                      .draw(KEY, D, new Workspace(DataType.DOUBLE))
                      .through(new SpanFactor(network)),
                  false,
                  new Workspace(DataType.DOUBLE))
              .output();
      double[] value = HostArrays.copy(graph.outputSingle(points));
      assertArrayEquals(value, jet.value(), 1e-12);
      double h = 1e-3;
      double[] laplacian = new double[3];
      for (int axis = 0; axis < D; axis++) {
        INDArray up = points.dup('f');
        up.getColumn(axis).addi(h);
        INDArray down = points.dup('f');
        down.getColumn(axis).subi(h);
        double[] above = HostArrays.copy(graph.outputSingle(up));
        double[] below = HostArrays.copy(graph.outputSingle(down));
        for (int i = 0; i < laplacian.length; i++) {
          laplacian[i] += (above[i] - 2 * value[i] + below[i]) / (h * h);
        }
      }
      assertArrayEquals(laplacian, jet.laplacian(), 1e-5);
    }
  }

  /**
   * By 61 steps of plain fit. On three seeds and three kernels of OpenBLAS the loss fell by a
   * factor of 2,200 at the least, and the error was 0.0079 at the most.
   */
  @Test
  void graphsLearnTheSolution() {
    for (UnaryOperator<GraphBuilder> layers :
        List.<UnaryOperator<GraphBuilder>>of(
            PinnGraphTest::residualBlocks, PinnGraphTest::branches, PinnGraphTest::twoReaders)) {
      ComputationGraph graph = graph(layers);
      Sdze.attach(graph);
      graph.fit(points(0, 1));
      double first = graph.score();
      graph.fit(points(1, 60));
      assertTrue(
          graph.score() < first / 100, "loss fell from %g to %g".formatted(first, graph.score()));
      INDArray test = Nd4j.createUninitialized(DataType.FLOAT, new long[] {500, D}, 'f');
      BALL.draw(KEY.purpose(Purpose.TEST_POINTS), test);
      PinnOutputLayer layer = (PinnOutputLayer) graph.getLayer("residual").conf().getLayer();
      INDArray solution = layer.solution(test, graph.outputSingle(test));
      double error = RelativeError.of(solution.toDoubleVector(), PROBLEM.exact(test));
      assertTrue(error < 0.05, "error " + error);
    }
  }

  @Test
  void whatIsNeitherSumNorConcatenationIsNamed() {
    for (GraphVertex vertex :
        List.of(
            new ElementWiseVertex(ElementWiseVertex.Op.Subtract),
            new ElementWiseVertex(ElementWiseVertex.Op.Product),
            new ElementWiseVertex(ElementWiseVertex.Op.Max))) {
      refused(
          "vertex \"odd\" is neither a layer nor a sum or concatenation of layers",
          odd(vertex, "first", "second"));
    }
    for (GraphVertex vertex :
        List.of(
            new ScaleVertex(2),
            new ShiftVertex(1),
            new L2NormalizeVertex(),
            new SubsetVertex(0, 15))) {
      refused(
          "vertex \"odd\" is neither a layer nor a sum or concatenation of layers",
          odd(vertex, "second"));
    }
  }

  private static ComputationGraph odd(GraphVertex vertex, String... inputs) {
    return graph(
        builder ->
            builder
                .addLayer("first", dense(D), "x")
                .addLayer("second", dense(WIDTH), "first")
                .addVertex("odd", vertex, inputs)
                .addVertex("sum", sum(), "first", "odd")
                .addLayer("residual", output(WIDTH), "sum"));
  }

  @Test
  void theInputGoesThroughADenseLayer() {
    ComputationGraph skip =
        graph(
            builder ->
                builder
                    .addLayer("first", dense(D), "x")
                    .addVertex("both", new MergeVertex(), "x", "first")
                    .addLayer("residual", output(D + WIDTH), "both"));
    refused(
        "vertex \"both\" takes the network's input, which a dense layer must read alone",
        () -> Sdze.attach(skip));
    ComputationGraph unequal =
        graph(
            builder ->
                builder
                    .addLayer("first", dense(D), "x")
                    .addLayer(
                        "second", new DenseLayer.Builder().nIn(WIDTH).nOut(1).build(), "first")
                    .addVertex("sum", sum(), "first", "second")
                    .addLayer("residual", output(WIDTH), "sum"));
    refused(
        "vertex \"sum\" must add outputs of the same width, were 16 and 1",
        () -> Sdze.attach(unequal));
  }

  @Test
  void aLayerThatLeadsNowhereIsNamed() {
    refused(
        "\"dead end\" leads to no output",
        graph(
            builder ->
                builder
                    .allowDisconnected(true)
                    .addLayer("first", dense(D), "x")
                    .addLayer("dead end", dense(WIDTH), "first")
                    .addLayer("residual", output(WIDTH), "first")));
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
        "a network with the PinnOutputLayer \"%s\" must be made of dense layers, their sums and concatenations, with one input and nothing around its gradient, but %s"
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
        "the source of the equation \"sine-gordon\" must be a finite number, was NaN at point 2, x = (",
        () ->
            network.fit(
                new DataSet(
                    batch.getFeatures(), batch.getLabels().dup().putScalar(2, Double.NaN))));
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

package org.sdze.optimizer.samediff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.credit.NoiseCredit;
import org.sdze.optimizer.forward.StepMemory;
import org.sdze.optimizer.network.LayerCredit;
import org.sdze.optimizer.network.MeanOfEstimates;
import org.sdze.optimizer.network.NetworkEstimator;
import org.sdze.optimizer.network.Parameter;
import org.sdze.optimizer.network.TrainedLayer;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.testing.UntouchedGlobals;

/**
 * The mean of the estimate is the gradient that SameDiff backpropagates, for every kind of graph.
 * Where credit is exact, the error is that of differences alone.
 */
class PieceGradientTest {

  private static final int ESTIMATES = 100;
  private static final double SMOOTHING = 1e-4;

  /** The error of differences, of gradients of about one. */
  private static final double DIFFERENCE = 1e-5;

  static List<SampleGraph> graphs() {
    return SampleGraph.all();
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void piecesAreKnown(SampleGraph sample) {
    GraphPlan plan = UntouchedGlobals.puttingBack(() -> plan(sample.graph()));
    Map<String, LayerCredit> found = new HashMap<>();
    plan.credited().forEach(each -> found.put(each.piece().weights(), each.credit()));
    assertEquals(sample.credits(), found);
    long all = trained(sample.graph()).size();
    assertEquals(all, plan.layers().stream().mapToLong(each -> each.parameters().size()).sum());
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void theMeanIsTheBackpropagatedGradient(SampleGraph sample) {
    String found = UntouchedGlobals.puttingBack(() -> comparison(sample));
    assertTrue(found.isEmpty(), found);
  }

  /** What is wrong with the mean; empty for nothing. */
  private static String comparison(SampleGraph sample) {
    SameDiff graph = sample.graph();
    GraphPlan plan = plan(graph);
    GraphSession session = new GraphSession(graph);
    MeanOfEstimates mean = new MeanOfEstimates(ESTIMATES, DIFFERENCE / 4);
    for (int k = 0; k < ESTIMATES; k++) {
      RandomKey root = RandomKey.root(k);
      GraphRun run = new GraphRun(graph, session, plan.operations(), SampleGraph.batch(), root);
      PiecePass pass = new PiecePass(plan, run, 1, SampleGraph.BATCH);
      new NetworkEstimator(new NoiseCredit(4, SMOOTHING, false), StepMemory.UNLIMITED, root)
          .estimate(pass, root.step(0), 0, mean::add);
      run.release();
    }
    Map<String, INDArray> backpropagated = backpropagated(sample);
    Map<String, INDArray> truths = new HashMap<>();
    for (TrainedLayer layer : plan.layers()) {
      for (Parameter parameter : layer.parameters()) {
        INDArray gradient = backpropagated.get(parameter.name());
        truths.put(parameter.name(), like(parameter, gradient, plan));
      }
    }
    return mean.fault(truths);
  }

  @Test
  void whatIsNotKnownIsLeftToTheSubspace() {
    assertNull(UntouchedGlobals.puttingBack(() -> planOrNull(penalized(true))));
    assertNotNull(UntouchedGlobals.puttingBack(() -> planOrNull(penalized(false))));
  }

  /** A linear model, with a penalty in the loss or without. */
  private static SameDiff penalized(boolean isPenalized) {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.placeHolder("x", DataType.DOUBLE, -1, 16);
    SDVariable y = graph.placeHolder("y", DataType.DOUBLE, -1, 3);
    graph.placeHolder("w", DataType.DOUBLE, -1, 1);
    SDVariable v = graph.var("v", Nd4j.ones(DataType.DOUBLE, 16, 3));
    SDVariable mean = graph.math().square(x.mmul(v).sub(y)).mean();
    (isPenalized ? mean.add(graph.math().square(v).sum()) : mean).rename("loss");
    return graph;
  }

  /** A gradient as the matrix that its parameter is. */
  private static INDArray like(Parameter parameter, INDArray gradient, GraphPlan plan) {
    boolean isTransposed =
        plan.credited().stream()
            .anyMatch(
                each ->
                    each.piece().weights().equals(parameter.name())
                        && each.piece().product().wholes().length > 1
                        && each.piece().product().is("matmul")
                        && each.piece().product().wholes()[1] == 1);
    return isTransposed
        ? gradient.transpose()
        : gradient.dup('c').reshape('c', parameter.matrix().rows(), parameter.matrix().columns());
  }

  /** SameDiff's gradient of the loss, of the mean loss where there is one a sample. */
  private static Map<String, INDArray> backpropagated(SampleGraph sample) {
    SameDiff graph = sample.differentiable();
    graph.getVariable("loss").mean().rename("mean loss");
    graph.setLossVariables("mean loss");
    return graph.calculateGradients(SampleGraph.batch(), trained(graph));
  }

  private static List<String> trained(SameDiff graph) {
    return graph.variables().stream()
        .filter(each -> each.getVariableType() == VariableType.VARIABLE)
        .map(SDVariable::name)
        .toList();
  }

  private static GraphPlan plan(SameDiff graph) {
    GraphPlan plan = planOrNull(graph);
    assertNotNull(plan);
    return plan;
  }

  private static GraphPlan planOrNull(SameDiff graph) {
    return GraphPlanner.plan(
        graph,
        "loss",
        trained(graph),
        (name, matrix) -> parameter(graph, name, matrix),
        SampleGraph.batch(),
        SampleGraph.BATCH,
        StepMemory.UNLIMITED,
        RandomKey.root(0));
  }

  private static Parameter parameter(SameDiff graph, String name, INDArray matrix) {
    INDArray array = graph.getVariable(name).getArr();
    INDArray view =
        matrix != null ? matrix : array.rank() == 2 ? array : array.reshape(1, array.length());
    return new Parameter(name, view, new ArrayList<>(), (iteration, epoch) -> 1);
  }
}

package org.sdze.arbiter.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.deeplearning4j.arbiter.optimize.api.score.ScoreFunction;
import org.deeplearning4j.arbiter.optimize.serde.jackson.JsonMapper;
import org.deeplearning4j.arbiter.optimize.serde.jackson.YamlMapper;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.train.Budget;
import org.sdze.pinn.domain.UnitBall;
import org.sdze.pinn.layer.TrialNetworks;
import org.sdze.pinn.problem.ExactSolution;
import org.sdze.pinn.problem.ExactValues;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.Problems;
import org.sdze.pinn.solve.Defaults;
import org.sdze.pinn.solve.HistoryRow;
import org.sdze.pinn.solve.Solve;
import org.sdze.pinn.solve.SolveConfig;

class PinnScoreTest {

  private static final int D = 5;
  private static final int POINTS = 300;
  private static final long SEED = 4;
  private static final RandomKey KEY = RandomKey.root(SEED);
  private static final Problem PROBLEM =
      Problems.library().create("sine-gordon-two-body", D, KEY.purpose(Purpose.PROBLEM));

  /** The model of a network that is the constant {@code n} everywhere. */
  private static Solve constant(double n) {
    MultiLayerNetwork network =
        TrialNetworks.create(D, 7, 1, new ActivationTanH(), DataType.FLOAT, 3, KEY);
    network.getLayer(1).getParam("W").assign(0);
    network.getLayer(1).getParam("b").assign(n);
    SolveConfig usual = Defaults.of(D);
    return new Solve(PROBLEM, network, usual.loss(), usual.training(), new Budget.Steps(3), SEED);
  }

  private static INDArray validationPoints() {
    INDArray points = Nd4j.createUninitialized(DataType.FLOAT, new long[] {POINTS, D}, 'f');
    new UnitBall(D).draw(KEY.purpose(Purpose.TEST_POINTS).index(-1).index(0), points);
    return points;
  }

  /** u = n (1 − ‖x‖²), so that Δu = −2 d n. */
  @Test
  void scoresOfAConstantNetworkAreThoseOfTheFormula() {
    double n = 0.75;
    INDArray points = validationPoints();
    ExactValues exact = ((ExactSolution) PROBLEM.solution()).at(points);
    double[] source = PROBLEM.source(points);
    double difference = 0;
    double norm = 0;
    double residual = 0;
    for (int i = 0; i < POINTS; i++) {
      double squaredRadius = 0;
      for (int k = 0; k < D; k++) {
        squaredRadius += Math.pow(points.getDouble(i, k), 2);
      }
      double u = n * (1 - squaredRadius);
      difference += Math.pow(u - exact.value()[i], 2);
      norm += Math.pow(exact.value()[i], 2);
      residual += Math.pow(-2 * D * n + Math.sin(u) - source[i], 2);
    }
    Solve model = constant(n);
    assertEquals(Math.sqrt(difference / norm), new RelativeErrorScore(POINTS).of(model), 1e-5);
    double expected = Math.sqrt(residual / POINTS);
    assertEquals(expected, new ResidualScore(POINTS).of(model), 1e-4 * expected);
  }

  @Test
  void errorAtAPointIsTheDifferenceThere() {
    double[] x = {0.1, -0.2, 0.3, 0, 0.4};
    INDArray row = Nd4j.create(x, new long[] {1, D}, 'f').castTo(DataType.FLOAT);
    double exact = PROBLEM.exact(row)[0];
    double u = 2 * (1 - 0.3);
    assertEquals(Math.abs(u - exact), PointErrorScore.at(x).of(constant(2)), 1e-5);
    String message =
        assertThrows(IllegalArgumentException.class, () -> PointErrorScore.at(0, 0).of(constant(2)))
            .getMessage();
    assertEquals("the point must have 5 coordinates, had 2", message);
  }

  @Test
  void timeToAnErrorIsThatOfTheFirstMeasurementBelow() {
    double[] errors = {0.9, 0.1, 0.05};
    Solve model = constant(1);
    model.run(
        (report, status) -> {
          model.history().measured(errors[(int) status.steps() - 1]);
          return true;
        });
    List<HistoryRow> rows = model.history().rows();
    assertEquals(rows.get(1).seconds(), new TimeToErrorScore(0.1, POINTS, 3).of(model));
    assertEquals(rows.get(0).seconds(), new TimeToErrorScore(1, POINTS, 3).of(model));
    assertTrue(new TimeToErrorScore(0.1, POINTS, 3).isDecided(model));
    assertEquals(Double.POSITIVE_INFINITY, new TimeToErrorScore(0.01, POINTS, 3).of(model));
    assertFalse(new TimeToErrorScore(0.01, POINTS, 3).isDecided(model));
    assertEquals(
        new RelativeErrorScore(POINTS).of(model),
        new TimeToErrorScore(0.1, POINTS, 3).measure(model));
  }

  @Test
  void peakMemoryIsTheModels() {
    Solve solve = constant(0);
    double peak = new PeakMemoryScore().of(solve);
    assertTrue(peak > 50 && peak <= solve.peakMebibytes(), "MiB of a JVM: " + peak);
  }

  static List<PinnScore> scores() {
    return List.of(
        new RelativeErrorScore(17),
        new ResidualScore(18),
        PointErrorScore.at(0.5, 0.25),
        new TimeToErrorScore(1e-3, 19, 20),
        new PeakMemoryScore());
  }

  @ParameterizedTest
  @MethodSource("scores")
  void lessIsBetterAndTheScoreSurvivesJsonAndYaml(PinnScore score) throws IOException {
    assertTrue(score.minimize());
    assertTrue(score.getSupportedModelTypes().contains(Solve.class));
    for (ObjectMapper mapper : List.of(JsonMapper.getMapper(), YamlMapper.getMapper())) {
      String text = mapper.writeValueAsString(score);
      assertEquals(score, mapper.readValue(text, ScoreFunction.class));
    }
  }

  @Test
  void aModelOfAnotherKindIsRefused() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new ResidualScore(5).score("a model", null, (java.util.Properties) null))
            .getMessage();
    assertEquals(
        "ResidualScore is a score of models that were trained on an equation, was given a String",
        message);
  }
}

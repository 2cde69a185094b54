package org.sdze.pinn.solve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.checkpoint.CheckpointException;
import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.dl4j.DenseNetworks;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.step.Adam;
import org.sdze.optimizer.step.FactoredMoments;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.train.Budget;
import org.sdze.optimizer.train.DivergenceException;
import org.sdze.optimizer.train.SdzeConfig;
import org.sdze.optimizer.train.StepReport;
import org.sdze.optimizer.train.Trainer;
import org.sdze.optimizer.train.TrainingLoop;
import org.sdze.pinn.direction.DirectionLaw;
import org.sdze.pinn.direction.RandomDirections;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.domain.UnitBall;
import org.sdze.pinn.equation.FunctionJet;
import org.sdze.pinn.equation.HardConstraint;
import org.sdze.pinn.equation.Poisson;
import org.sdze.pinn.layer.TrialNetworks;
import org.sdze.pinn.loss.LossConfig;
import org.sdze.pinn.loss.ResidualForm;
import org.sdze.pinn.loss.ResidualLoss;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.ProblemShape;
import org.sdze.pinn.problem.Problems;
import org.sdze.pinn.score.TestSet;
import org.sdze.testing.Damage;

class SolveTest {

  private static final long SEED = 7;
  private static final int STEPS = 8;
  private static final Budget BUDGET = new Budget.Steps(STEPS);

  @TempDir Path folder;

  /** A candidate and the dimension that it is tried in. */
  record Case(SolveConfig config, int dimension) {}

  private static Problem problem(int dimension) {
    return Problems.draw(Problems.library().get("sine-gordon-two-body"), dimension, SEED);
  }

  private static SolveConfig config(
      int depth, int batch, DirectionLaw directions, SdzeConfig training) {
    return new SolveConfig(
        new NetworkConfig(6, depth, Activation.TANH, 2, Precision.FLOAT),
        new LossConfig(batch, directions, ResidualForm.UNBIASED),
        training);
  }

  private static SdzeConfig gaussNewton(double momentum) {
    return new SdzeConfig(
        new UnitCredit(UnitCredit.ALL, 1e-2, false),
        new GaussNewton(1e-3, momentum),
        0.5,
        Schedule.LINEAR);
  }

  static Stream<Case> cases() {
    UnitCredit units = new UnitCredit(4, 1e-2, false);
    LowRank lowRank = new LowRank(2, 3, 1, 1e-3);
    return Stream.of(
        new Case(config(1, 10, SpanDirections.all(), gaussNewton(0.9)), 5),
        new Case(config(2, 10, new SpanDirections(2), gaussNewton(0.9)), 5),
        // so many dimensions a point that WᵀW follows the steps by recursion
        new Case(config(2, 4, new SpanDirections(3), gaussNewton(0)), 80),
        new Case(
            config(
                1,
                10,
                new RandomDirections(RandomDirections.Kind.RADEMACHER, 4),
                new SdzeConfig(units, new FactoredMoments(), 1e-2, Schedule.LINEAR)),
            5),
        new Case(
            config(
                1,
                10,
                SpanDirections.all(),
                new SdzeConfig(lowRank, new Adam(), 1e-2, Schedule.COSINE)),
            5));
  }

  /** Parameters after training in pieces, each of which ends in a file and a new object. */
  private float[] inPieces(Case of, double... ends) throws IOException {
    Problem problem = problem(of.dimension());
    Solve solve = new Solve(problem, of.config(), BUDGET, SEED);
    for (double end : ends) {
      assertEquals((long) (end * STEPS), solve.runTo(end).steps());
      Path file = folder.resolve("candidate");
      solve.save(file);
      solve = Solve.resume(file, problem, of.config(), BUDGET, SEED);
    }
    return solve.network().params().dup('f').data().asFloat();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void piecesGiveTheBitsOfTheWhole(Case of) throws IOException {
    float[] whole = inPieces(of, 1);
    assertArrayEquals(whole, inPieces(of, 0.5, 1));
    assertArrayEquals(whole, inPieces(of, 0.125, 0.375, 0.875, 1));
    assertArrayEquals(whole, byHand(of));
  }

  /** What a solve is made of. */
  private static float[] byHand(Case of) {
    SolveConfig config = of.config();
    RandomKey root = RandomKey.root(SEED);
    MultiLayerNetwork network =
        TrialNetworks.create(
            of.dimension(),
            6,
            config.network().depth(),
            new ActivationTanH(),
            DataType.FLOAT,
            2,
            root);
    DenseNetwork dense = DenseNetworks.of(network, 2);
    ResidualLoss loss = config.loss().collapsed(problem(of.dimension()), dense);
    TrainingLoop.run(
        new Trainer(config.training(), root), dense, loss::at, root, BUDGET, (report, at) -> true);
    return network.params().dup('f').data().asFloat();
  }

  /** The case with the recursion has one to save; otherwise it would test nothing. */
  @Test
  void theSpanIsCarriedWhereItFollowsByRecursion() throws IOException {
    Case of = cases().toList().get(2);
    Problem problem = problem(of.dimension());
    Solve solve = new Solve(problem, of.config(), BUDGET, SEED);
    solve.runTo(0.5);
    Path file = folder.resolve("candidate");
    solve.save(file);
    SolveCheckpoint saved = SolveCheckpoint.read(file);
    assertNotNull(saved.span());
    assertEquals(4, saved.span().updates());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatIsReadIsWrittenAgain(Case of) throws IOException {
    Problem problem = problem(of.dimension());
    Solve solve = new Solve(problem, of.config(), BUDGET, SEED);
    solve.runTo(0.5);
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    solve.save(first);
    Solve.resume(first, problem, of.config(), BUDGET, SEED).save(second);
    SolveCheckpoint written = SolveCheckpoint.read(first);
    SolveCheckpoint again = SolveCheckpoint.read(second);
    assertEquals(written.settings(), again.settings());
    assertEquals(written.status(), again.status());
    assertEquals(written.history().rows(), again.history().rows());
    assertEquals(written.history().acceptedLoss(), again.history().acceptedLoss());
    assertEquals(written.parameters(), again.parameters());
    assertEquals(written.state(), again.state());
    assertEquals(written.span(), again.span());
    assertTrue(written.peakMebibytes() <= again.peakMebibytes());
  }

  @Test
  void stepsSecondsHistoryAndMemoryAreKept() throws IOException {
    Case of = cases().findFirst().orElseThrow();
    Problem problem = problem(of.dimension());
    Solve solve = new Solve(problem, of.config(), BUDGET, SEED);
    solve.runTo(0.25);
    solve.history().measured(0.5);
    Path file = folder.resolve("candidate");
    solve.save(file);
    Solve resumed = Solve.resume(file, problem, of.config(), BUDGET, SEED);
    assertEquals(solve.status(), resumed.status());
    assertEquals(2, resumed.status().steps());
    assertEquals(solve.history().rows(), resumed.history().rows());
    double before = solve.peakMebibytes(); // which this process may pass at any time
    assertTrue(resumed.peakMebibytes() >= before);
    assertTrue(resumed.peakMebibytes() > 50, "MiB of a JVM");
    assertEquals(resumed.status(), resumed.runTo(0.125), "spent already");
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void timeThatIsSpentStaysSpent() throws IOException {
    Case of = cases().findFirst().orElseThrow();
    Problem problem = problem(of.dimension());
    Budget time = new Budget.Seconds(2); // of which a step must not take half
    Solve solve = new Solve(problem, of.config(), time, SEED);
    solve.runTo(0.5);
    assertTrue(solve.status().seconds() >= 1);
    Path file = folder.resolve("candidate");
    solve.save(file);
    Solve resumed = Solve.resume(file, problem, of.config(), time, SEED);
    TrainingLoop.Status end = resumed.runTo(1);
    assertTrue(end.seconds() >= 2 && end.progress() == 1);
    assertTrue(end.steps() > solve.status().steps());
  }

  @Test
  void aFileOfAnotherTrainingIsRefused() throws IOException {
    Case of = cases().findFirst().orElseThrow();
    Problem problem = problem(of.dimension());
    Path file = folder.resolve("candidate");
    new Solve(problem, of.config(), BUDGET, SEED).save(file);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> Solve.resume(file, problem, of.config(), BUDGET, SEED + 1))
            .getMessage();
    assertEquals(file + " is of a solve with seed 7 and not 8", message);
    Files.write(file, new byte[] {1, 2, 3});
    assertThrows(
        CheckpointException.class, () -> Solve.resume(file, problem, of.config(), BUDGET, SEED));
  }

  @Test
  void noDamageOfAFileGivesAnotherTraining() throws IOException {
    Case of = cases().toList().get(2); // which carries a span
    Problem problem = problem(of.dimension());
    Solve solve = new Solve(problem, of.config(), BUDGET, SEED);
    solve.runTo(0.5);
    solve.history().measured(0.5);
    Path file = folder.resolve("candidate");
    solve.save(file);
    int refused =
        Damage.refusals(
            file,
            damaged ->
                Arrays.toString(
                    Solve.resume(damaged, problem, of.config(), BUDGET, SEED)
                        .network()
                        .params()
                        .dup('f')
                        .data()
                        .asFloat()),
            Set.of(CheckpointException.class));
    assertEquals(250, refused, "every byte is under a checksum");
  }

  @Test
  void numbersThatAreNotFiniteAreNamed() throws IOException {
    Case of = cases().findFirst().orElseThrow();
    Problem problem = problem(of.dimension());
    Solve solve = new Solve(problem, of.config(), BUDGET, SEED);
    solve.network().params().putScalar(3, Float.NaN);
    Path file = folder.resolve("candidate");
    solve.save(file);
    String message =
        assertThrows(
                CheckpointException.class,
                () -> Solve.resume(file, problem, of.config(), BUDGET, SEED))
            .getMessage();
    assertTrue(
        message.startsWith(
            "the entry \"parameters\" of %s holds a number that is not finite (NaN, in its array "
                .formatted(file)),
        message);
  }

  @Test
  void divergenceIsToldAndLeavesFiniteParameters() {
    SdzeConfig wild =
        new SdzeConfig(
            new UnitCredit(UnitCredit.ALL, 1e-2, false),
            new GaussNewton(1e-8, 0),
            1e8,
            Schedule.CONSTANT);
    SolveConfig config = config(1, 10, SpanDirections.all(), wild);
    Solve solve = new Solve(problem(5), config, new Budget.Steps(100), SEED);
    assertThrows(DivergenceException.class, () -> solve.runTo(1));
    assertFalse(solve.network().params().isNaN().any());
  }

  /** u* = g and w N with another constraint: the baselines are of g + w (a + b·x), too. */
  @Test
  void errorsAndBaselinesAreOfTheWholeTrialFunction() {
    HardConstraint shifted = new Shifted();
    int d = 3;
    Problem problem =
        new Problem(
            "shifted",
            new Poisson(),
            new UnitBall(d),
            shifted,
            points -> new double[points.rows()],
            points -> {
              double[] u = new double[points.rows()];
              for (int i = 0; i < u.length; i++) {
                u[i] = 5 + 2 * (1 + points.getDouble(i, 0));
              }
              return u;
            });
    SolveConfig usual = config(1, 10, SpanDirections.all(), gaussNewton(0));
    Solve solve = new Solve(problem, usual, BUDGET, SEED);
    TestSet test = solve.testSet(400);
    assertEquals(0, test.affineBaseline(), 1e-6);
    assertTrue(test.constantBaseline() > 0.05 && test.constantBaseline() < 0.4);
    INDArray output = solve.network().getLayer(1).getParam("W");
    output.assign(0);
    solve.network().getLayer(1).getParam("b").assign(2);
    INDArray points = Nd4j.createUninitialized(DataType.FLOAT, new long[] {20_000, d}, 'f');
    problem.domain().draw(RandomKey.root(3), points);
    double[] expected = new double[20_000];
    Arrays.fill(expected, 5 + 2);
    assertArrayEquals(expected, solve.at(points), 1e-6);
    double distance = 0;
    double norm = 0;
    for (double u : problem.exact(points)) {
      distance += Math.pow(u - 7, 2);
      norm += u * u;
    }
    assertEquals(Math.sqrt(distance / norm), solve.relativeError(20_000), 0.003);
  }

  /** u = 5 + N. */
  private record Shifted() implements HardConstraint {
    @Override
    public FunctionJet factor(INDArray points) {
      return HardConstraint.none().factor(points);
    }

    @Override
    public FunctionJet addend(INDArray points) {
      FunctionJet one = factor(points);
      double[] five = new double[points.rows()];
      Arrays.fill(five, 5);
      return new FunctionJet(five, one.slope(), points, one.laplacian());
    }
  }

  @Test
  void aNetworkOfOnesOwnIsTrainedInPlaceAndGoneOnWith() throws IOException {
    Problem problem = problem(4);
    MultiLayerNetwork own =
        TrialNetworks.create(4, 9, 2, new ActivationTanH(), DataType.FLOAT, 1, RandomKey.root(2));
    LossConfig loss = new LossConfig(30, SpanDirections.all(), ResidualForm.BIASED);
    Solve solve = new Solve(problem, own, loss, gaussNewton(0.9), new Budget.Steps(60), SEED);
    double before = solve.relativeError(500);
    solve.run();
    assertTrue(solve.relativeError(500) < before / 3);
    assertSame(own, solve.network());
    assertEquals("own, of 145 parameters", solve.settings().get("network"));
    assertEquals(60, solve.history().rows().size());
    assertThrows(
        IllegalArgumentException.class,
        () -> new Solve(problem(5), own, loss, gaussNewton(0.9), BUDGET, SEED));
  }

  @Test
  void whatOthersOptimizeCannotBeSaved() {
    Solve solve =
        new Solve(
            problem(4),
            Defaults.network(4, 1),
            new LossConfig(10, SpanDirections.all(), ResidualForm.BIASED),
            BUDGET,
            SEED,
            Map.of("optimizer", "none"),
            root -> (network, objective, key) -> new StepReport(1, 0, 1, Double.NaN, true));
    solve.run();
    assertEquals(STEPS, solve.status().steps());
    assertEquals("none", solve.settings().get("optimizer"));
    assertEquals(
        "a solve by another optimizer cannot be saved",
        assertThrows(IllegalStateException.class, () -> solve.save(folder.resolve("none")))
            .getMessage());
  }

  @Test
  void notesAndSettingsAreReadWithoutTheRest() throws IOException {
    Case of = cases().findFirst().orElseThrow();
    Path file = folder.resolve("candidate");
    Solve solve = new Solve(problem(5), of.config(), BUDGET, SEED);
    solve.save(file, Map.of("test-points", "20"));
    Map<String, String> texts = Solve.settingsIn(file);
    assertEquals("20", texts.get("test-points"));
    assertEquals("sine-gordon-two-body", texts.get("problem"));
    assertEquals("5", texts.get("dim"));
    assertEquals("all", texts.get("direction-count"));
    assertEquals("gauss-newton", texts.get("rule"));
    assertEquals("8", texts.get("steps"));
    assertEquals("7", texts.get("seed"));
  }

  /** A file of the first version of the format, which later versions must read. */
  /** Files of solves along lines once held settings of directions, which have no meaning there. */
  @Test
  void aFileWithSettingsOfDirectionsIsGoneOnWithAlongLines() throws IOException {
    Problem problem = Problems.draw(Problems.library().get("poisson-robin"), 1, 0);
    SolveConfig config =
        SolveSettings.config(
            SolveSettings.choices(ProblemShape.of(problem))
                .with(SolveSettings.WIDTH, 5)
                .with(SolveSettings.BATCH, 8));
    Solve solve = new Solve(problem, config, new Budget.Steps(4), SEED);
    solve.runTo(0.5);
    Path file = folder.resolve("former");
    solve.save(file);
    SolveCheckpoint saved = SolveCheckpoint.read(file);
    Map<String, String> settings = new LinkedHashMap<>(saved.settings());
    settings.put("directions", "span");
    settings.put("two-sided", "true");
    new SolveCheckpoint(
            settings,
            saved.notes(),
            saved.status(),
            saved.peakMebibytes(),
            saved.history(),
            saved.parameters(),
            saved.state(),
            saved.span())
        .write(file);
    Solve resumed = Solve.resume(file, problem, config, new Budget.Steps(4), SEED);
    solve.run();
    resumed.run();
    assertEquals(solve.network().params(), resumed.network().params());
  }

  @Test
  void aFileOfTheFirstVersionIsGoneOnWith() throws Exception {
    Case of = cases().toList().get(2);
    Path file = Path.of(SolveTest.class.getResource("solve-version-1.checkpoint").toURI());
    Solve solve = Solve.resume(file, problem(of.dimension()), of.config(), BUDGET, SEED);
    assertEquals(4, solve.status().steps());
    assertEquals(0.5, solve.status().progress());
    assertEquals(0.625, solve.history().last().relativeError());
    assertEquals(1, solve.run().progress());
    Solve whole = new Solve(problem(of.dimension()), of.config(), BUDGET, SEED);
    whole.run();
    // written elsewhere: another BLAS rounds otherwise
    assertArrayEquals(
        whole.network().params().toFloatVector(), solve.network().params().toFloatVector(), 1e-3f);
  }
}

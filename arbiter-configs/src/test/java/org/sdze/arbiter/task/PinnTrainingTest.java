package org.sdze.arbiter.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.sdze.arbiter.space.PinnCandidate;
import org.sdze.optimizer.checkpoint.CheckpointException;
import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.dl4j.DenseNetworks;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.step.Adam;
import org.sdze.optimizer.step.FactoredMoments;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.train.Budget;
import org.sdze.optimizer.train.DivergenceException;
import org.sdze.optimizer.train.Engine;
import org.sdze.optimizer.train.SdzeConfig;
import org.sdze.optimizer.train.TrainingLoop;
import org.sdze.pinn.direction.DirectionLaw;
import org.sdze.pinn.direction.RandomDirections;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.domain.UnitBall;
import org.sdze.pinn.equation.HardConstraint;
import org.sdze.pinn.layer.TrialNetworks;
import org.sdze.pinn.loss.ResidualForm;
import org.sdze.pinn.loss.ResidualLoss;
import org.sdze.pinn.problem.ReferenceProblem;
import org.sdze.pinn.problem.ReferenceProblems;
import org.sdze.testing.Damage;

class PinnTrainingTest {

  private static final long SEED = 7;
  private static final int STEPS = 8;
  private static final Budget BUDGET = new Budget.Steps(STEPS);

  @TempDir Path folder;

  /** A candidate and the dimension that it is tried in. */
  record Case(PinnCandidate candidate, int dimension) {}

  private static ReferenceProblem problem(int dimension) {
    return ReferenceProblems.create(
        "sine-gordon-two-body", dimension, RandomKey.root(SEED).purpose(Purpose.PROBLEM));
  }

  private static PinnCandidate candidate(
      int depth, int batch, DirectionLaw directions, SdzeConfig training) {
    return new PinnCandidate(
        6, depth, Activation.TANH, 2, batch, directions, ResidualForm.UNBIASED, training);
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
        new Case(candidate(1, 10, SpanDirections.all(), gaussNewton(0.9)), 5),
        new Case(candidate(2, 10, new SpanDirections(2), gaussNewton(0.9)), 5),
        // so many dimensions a point that WᵀW follows the steps by recursion
        new Case(candidate(2, 4, new SpanDirections(3), gaussNewton(0)), 80),
        new Case(
            candidate(
                1,
                10,
                new RandomDirections(RandomDirections.Kind.RADEMACHER, 4),
                new SdzeConfig(units, new FactoredMoments(), 1e-2, Schedule.LINEAR)),
            5),
        new Case(
            candidate(
                1,
                10,
                SpanDirections.all(),
                new SdzeConfig(lowRank, new Adam(), 1e-2, Schedule.COSINE)),
            5));
  }

  /** Parameters after training in pieces, each of which ends in a file and a new object. */
  private float[] inPieces(Case of, double... ends) throws IOException {
    ReferenceProblem problem = problem(of.dimension());
    PinnTraining training = new PinnTraining(of.candidate(), problem, BUDGET, SEED);
    for (double end : ends) {
      assertEquals((long) (end * STEPS), training.trainTo(end).steps());
      Path file = folder.resolve("candidate");
      training.save(file);
      training = PinnTraining.resume(file, of.candidate(), problem, BUDGET, SEED);
    }
    return training.model().network().params().dup('f').data().asFloat();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void piecesGiveTheBitsOfTheWhole(Case of) throws IOException {
    float[] whole = inPieces(of, 1);
    assertArrayEquals(whole, inPieces(of, 0.5, 1));
    assertArrayEquals(whole, inPieces(of, 0.125, 0.375, 0.875, 1));
    assertArrayEquals(whole, bySolve(of));
  }

  /** What {@code ./sdze solve} does. */
  private static float[] bySolve(Case of) {
    PinnCandidate candidate = of.candidate();
    RandomKey root = RandomKey.root(SEED);
    ReferenceProblem problem = problem(of.dimension());
    MultiLayerNetwork network =
        TrialNetworks.create(
            of.dimension(), 6, candidate.depth(), new ActivationTanH(), DataType.FLOAT, 2, root);
    DenseNetwork dense = DenseNetworks.of(network, 2);
    ResidualLoss loss =
        new ResidualLoss(
            dense,
            problem.equation(),
            HardConstraint.unitBall(),
            problem::source,
            new UnitBall(of.dimension()),
            candidate.directions(),
            candidate.residual(),
            candidate.batch());
    TrainingLoop.run(
        new Engine(candidate.training(), root),
        dense,
        loss::at,
        root,
        BUDGET,
        (report, at) -> true);
    return network.params().dup('f').data().asFloat();
  }

  /** The case with the recursion has one to save; otherwise it would test nothing. */
  @Test
  void theSpanIsCarriedWhereItFollowsByRecursion() throws IOException {
    Case of = cases().toList().get(2);
    ReferenceProblem problem = problem(of.dimension());
    PinnTraining training = new PinnTraining(of.candidate(), problem, BUDGET, SEED);
    training.trainTo(0.5);
    Path file = folder.resolve("candidate");
    training.save(file);
    String identity =
        "%s on sine-gordon-two-body in 80 dimensions, %s, seed 7".formatted(of.candidate(), BUDGET);
    PinnCheckpoint saved = PinnCheckpoint.read(file, identity);
    assertNotNull(saved.span());
    assertEquals(4, saved.span().updates());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatIsReadIsWrittenAgainToTheByte(Case of) throws IOException {
    ReferenceProblem problem = problem(of.dimension());
    PinnTraining training = new PinnTraining(of.candidate(), problem, BUDGET, SEED);
    training.trainTo(0.5);
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    training.save(first);
    PinnTraining.resume(first, of.candidate(), problem, BUDGET, SEED).save(second);
    assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
  }

  @Test
  void stepsSecondsHistoryAndMemoryAreKept() throws IOException {
    Case of = cases().findFirst().orElseThrow();
    ReferenceProblem problem = problem(of.dimension());
    PinnTraining training = new PinnTraining(of.candidate(), problem, BUDGET, SEED);
    training.trainTo(0.25);
    training.record(0.5);
    Path file = folder.resolve("candidate");
    training.save(file);
    PinnTraining resumed = PinnTraining.resume(file, of.candidate(), problem, BUDGET, SEED);
    assertEquals(training.status(), resumed.status());
    assertEquals(2, resumed.status().steps());
    assertEquals(training.model().history(), resumed.model().history());
    assertEquals(training.model().peakMebibytes(), resumed.model().peakMebibytes());
    assertTrue(resumed.model().peakMebibytes() > 50, "MiB of a JVM");
    assertEquals(resumed.status(), resumed.trainTo(0.125), "spent already");
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void timeThatIsSpentStaysSpent() throws IOException {
    Case of = cases().findFirst().orElseThrow();
    ReferenceProblem problem = problem(of.dimension());
    Budget time = new Budget.Seconds(2); // of which a step must not take half
    PinnTraining training = new PinnTraining(of.candidate(), problem, time, SEED);
    training.trainTo(0.5);
    assertTrue(training.status().seconds() >= 1);
    Path file = folder.resolve("candidate");
    training.save(file);
    PinnTraining resumed = PinnTraining.resume(file, of.candidate(), problem, time, SEED);
    TrainingLoop.Status end = resumed.trainTo(1);
    assertTrue(end.seconds() >= 2 && end.progress() == 1);
    assertTrue(end.steps() > training.status().steps());
  }

  @Test
  void aFileOfAnotherTrainingIsRefused() throws IOException {
    Case of = cases().findFirst().orElseThrow();
    ReferenceProblem problem = problem(of.dimension());
    Path file = folder.resolve("candidate");
    new PinnTraining(of.candidate(), problem, BUDGET, SEED).save(file);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> PinnTraining.resume(file, of.candidate(), problem, BUDGET, SEED + 1))
            .getMessage();
    assertTrue(message.contains("seed 7") && message.contains("seed 8"), message);
    Files.write(file, new byte[] {1, 2, 3});
    assertThrows(
        CheckpointException.class,
        () -> PinnTraining.resume(file, of.candidate(), problem, BUDGET, SEED));
  }

  @Test
  void noDamageOfAFileGivesAnotherTraining() throws IOException {
    Case of = cases().toList().get(2); // which carries a span
    ReferenceProblem problem = problem(of.dimension());
    PinnTraining training = new PinnTraining(of.candidate(), problem, BUDGET, SEED);
    training.trainTo(0.5);
    training.record(0.5);
    Path file = folder.resolve("candidate");
    training.save(file);
    int refused =
        Damage.refusals(
            file,
            damaged ->
                Arrays.toString(
                    PinnTraining.resume(damaged, of.candidate(), problem, BUDGET, SEED)
                        .model()
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
    ReferenceProblem problem = problem(of.dimension());
    PinnTraining training = new PinnTraining(of.candidate(), problem, BUDGET, SEED);
    training.model().network().params().putScalar(3, Float.NaN);
    Path file = folder.resolve("candidate");
    training.save(file);
    String message =
        assertThrows(
                CheckpointException.class,
                () -> PinnTraining.resume(file, of.candidate(), problem, BUDGET, SEED))
            .getMessage();
    assertTrue(
        message.startsWith(
            "the entry \"parameters\" of %s holds a number that is not finite (NaN, in its array "
                .formatted(file)),
        message);
  }

  @Test
  void aFileThatHasNoChecksumsIsCalledOneOfAnotherVersion() throws IOException {
    Case of = cases().findFirst().orElseThrow();
    ReferenceProblem problem = problem(of.dimension());
    Path file = folder.resolve("candidate");
    new PinnTraining(of.candidate(), problem, BUDGET, SEED).save(file);
    byte[] bytes = Files.readAllBytes(file);
    bytes[7] = 1; // the version
    Files.write(file, bytes);
    assertEquals(
        file + " is of version 1, but must be of 3; it is of another release, or damaged",
        assertThrows(
                CheckpointException.class,
                () -> PinnTraining.resume(file, of.candidate(), problem, BUDGET, SEED))
            .getMessage());
  }

  @Test
  void divergenceIsToldAndLeavesFiniteParameters() {
    SdzeConfig wild =
        new SdzeConfig(
            new UnitCredit(UnitCredit.ALL, 1e-2, false),
            new GaussNewton(1e-8, 0),
            1e8,
            Schedule.CONSTANT);
    PinnCandidate candidate = candidate(1, 10, SpanDirections.all(), wild);
    PinnTraining training = new PinnTraining(candidate, problem(5), new Budget.Steps(100), SEED);
    assertThrows(DivergenceException.class, () -> training.trainTo(1));
    assertFalse(training.model().network().params().isNaN().any());
  }
}

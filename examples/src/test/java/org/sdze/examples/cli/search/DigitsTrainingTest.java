package org.sdze.examples.cli.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.dataset.DataSet;
import org.sdze.arbiter.search.CandidateTask.DigitsResult;
import org.sdze.arbiter.search.CandidateTask.DigitsStart;
import org.sdze.arbiter.search.CandidateTask.DigitsWork;
import org.sdze.arbiter.search.DigitsCandidate;
import org.sdze.arbiter.search.HiddenActivation;
import org.sdze.arbiter.search.SearchProblem;
import org.sdze.arbiter.search.SearchProblem.Digits.Network;
import org.sdze.examples.data.Digits;
import org.sdze.examples.zoo.ZooNetwork;
import org.sdze.optimizer.Sdze;
import org.sdze.optimizer.train.Budget;

class DigitsTrainingTest {

  private static final int STEPS = 7;

  @TempDir private Path folder;

  private static DigitsResult train(Sdze updater, DigitsStart begun, double progress) {
    return train(updater, begun, progress, 3);
  }

  private static DigitsResult train(Sdze updater, DigitsStart begun, double progress, long seed) {
    DigitsCandidate candidate =
        new DigitsCandidate(updater, 2, 12, HiddenActivation.LEAKY_RELU, 400);
    return new DigitsTraining()
        .train(
            new DigitsWork(
                new SearchProblem.Digits(Network.MLP),
                candidate,
                begun,
                new Budget.Steps(STEPS),
                progress,
                seed,
                false));
  }

  /** An epoch is three steps: the second piece begins within one, and goes on into the next. */
  @Test
  void trainingInPiecesIsTrainingInOne() throws IOException {
    Sdze updater = Sdze.builder().seed(3).build();
    DigitsResult whole = train(updater, null, 1);
    assertEquals(STEPS, whole.steps());
    DigitsResult piece = train(updater, null, 4.0 / STEPS);
    assertEquals(4, piece.steps());
    File file = folder.resolve("state").toFile();
    ModelSerializer.writeModel(piece.network(), file, true);
    DigitsStart start = new DigitsStart(Sdze.restore(file), piece.steps(), piece.seconds());
    DigitsResult rest = train(updater, start, 1);
    assertEquals(STEPS, rest.steps());
    assertTrue(rest.seconds() > piece.seconds());
    assertEquals(whole.score(), rest.score());
    assertArrayEquals(
        whole.network().params().toFloatVector(), rest.network().params().toFloatVector());
  }

  @Test
  void everySeedMeansTheSameTwice() {
    for (long seed : new long[] {0, 1}) {
      float[][] runs = new float[2][];
      for (int run = 0; run < 2; run++) {
        Sdze updater = Sdze.builder().seed(seed).build();
        runs[run] = train(updater, null, 1.0 / STEPS, seed).network().params().toFloatVector();
      }
      assertArrayEquals(runs[0], runs[1], "seed " + seed);
    }
  }

  @Test
  void aPerceptronHasTheLayersOfItsCandidate() {
    DigitsResult trained = train(Sdze.builder().build(), null, 1.0 / STEPS);
    assertEquals(64 * 12 + 12 + 12 * 12 + 12 + 12 * 10 + 10, trained.network().numParams());
    assertTrue(trained.score() > 0 && trained.score() <= 1);
  }

  /** The first image has its pixels as squares, in all channels alike. */
  @ParameterizedTest
  @EnumSource(value = Network.class, mode = EnumSource.Mode.EXCLUDE, names = "MLP")
  void everyOtherNetworkIsOneOfTheZooThatTakesTheDigits(Network network) {
    ZooNetwork zoo = DigitsTraining.ofZoo(network);
    DataSet rows = Digits.load().validation().batchBy(2).get(0);
    DataSet images = zoo.digits(rows);
    assertEquals(rows.getLabels(), images.getLabels());
    if (network != Network.LENET) {
      int scale = zoo.side() / 8;
      assertArrayEquals(new long[] {2, 3, zoo.side(), zoo.side()}, images.getFeatures().shape());
      for (int[] at : new int[][] {{0, 0, 0}, {1, 3, 5}, {2, 7, 2}}) {
        float pixel = rows.getFeatures().getFloat(0, 8 * at[1] + at[2]);
        for (int inside = 0; inside < scale; inside++) {
          assertEquals(
              pixel,
              images
                  .getFeatures()
                  .getFloat(0, at[0], scale * at[1] + inside, scale * (at[2] + 1) - 1 - inside));
        }
      }
    }
  }
}

package org.sdze.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.testing.JavaProcess;
import org.sdze.testing.UntouchedGlobals;

/** Training that is stopped, saved, and goes on in another process is that of one process. */
class AnotherProcessTest {

  @TempDir static Path folder;

  @BeforeAll
  static void stopSaveAndGoOnElsewhere() throws IOException, InterruptedException {
    for (SavedTraining training : SavedTraining.values()) {
      Model stopped = trained(training, SavedTraining.BEFORE);
      ModelSerializer.writeModel(stopped, training.saved(folder), true);
    }
    JavaProcess.run(SavedTraining.class, folder, folder.toString());
    assertTrue(Files.exists(folder.resolve("done")));
  }

  private static Model trained(SavedTraining training, int steps) {
    return UntouchedGlobals.puttingBack(
        () -> {
          Model network = Sdze.attach(training.network());
          training.train(network, 0, steps);
          return network;
        });
  }

  private static Model plain(SavedTraining training, File file) {
    return UntouchedGlobals.puttingBack(
        () -> {
          try {
            return training == SavedTraining.LOW_RANK
                ? ModelSerializer.restoreComputationGraph(file)
                : ModelSerializer.restoreMultiLayerNetwork(file);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void theOtherProcessGoesOnToTheBit(SavedTraining training) {
    Model straight = trained(training, SavedTraining.BEFORE + SavedTraining.AFTER);
    Model continued = plain(training, training.continued(folder));
    assertNotEquals(plain(training, training.saved(folder)).params(), continued.params());
    assertArrayEquals(TestNetworks.bits(straight.params()), TestNetworks.bits(continued.params()));
    // with counts and everything that training remembers
    assertEquals(SavedTraining.configuration(straight), SavedTraining.configuration(continued));
  }

  @ParameterizedTest
  @EnumSource
  void aProgramThatKnowsOnlyDl4jPredictsTheSame(SavedTraining training) throws IOException {
    Model stopped = trained(training, SavedTraining.BEFORE);
    assertArrayEquals(
        TestNetworks.bits(training.output(stopped)),
        TestNetworks.bits(Nd4j.readBinary(training.predicted(folder))));
  }
}

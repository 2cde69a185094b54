package org.sdze.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sdze.testing.Sentence;
import org.sdze.testing.UntouchedGlobals;

/** Whoever asks an attached network for its gradient learns that it has none. */
class NoGradientTest {

  private static Model network(SavedTraining training) {
    return UntouchedGlobals.puttingBack(training::network);
  }

  private static void computeGradientAndScore(SavedTraining training, Model model) {
    if (model instanceof MultiLayerNetwork network) {
      network.setInput(training.features(0));
      network.setLabels(training.labels(0));
      network.computeGradientAndScore();
    } else {
      ComputationGraph graph = (ComputationGraph) model;
      graph.setInputs(training.features(0));
      graph.setLabels(training.labels(0));
      graph.computeGradientAndScore();
    }
  }

  @ParameterizedTest
  @EnumSource(SavedTraining.class)
  void askingForAGradientGetsASentenceAndChangesNothing(SavedTraining training) {
    Model straight = Sdze.attach(network(training));
    Model asked = Sdze.attach(network(training));
    training.train(straight, 0, 1);
    training.train(asked, 0, 1);
    Sentence.refused(
        IllegalStateException.class,
        () -> computeGradientAndScore(training, asked),
        "an attached network has no gradient",
        "call Sdze.detach(network) first");
    training.train(straight, 1, 3);
    training.train(asked, 1, 3);
    assertArrayEquals(TestNetworks.bits(straight.params()), TestNetworks.bits(asked.params()));
  }

  @ParameterizedTest
  @EnumSource(SavedTraining.class)
  void aDetachedNetworkHasOne(SavedTraining training) {
    Model model = Sdze.detach(Sdze.attach(network(training)));
    computeGradientAndScore(training, model);
    assertEquals(model.numParams(), model.gradient().gradient().length());
    assertTrue(model.gradient().gradient().norm2Number().doubleValue() > 0);
    assertTrue(model.score() > 0);
  }
}

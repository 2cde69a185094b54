package org.sdze.pinn.layer;

import java.io.File;
import java.io.IOException;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.sdze.optimizer.Sdze;

/** Another process: restores a network, trains it for three steps and saves it. */
final class GoesOn {

  private GoesOn() {}

  /** Reads the first file and writes the second. */
  public static void main(String[] files) throws IOException {
    MultiLayerNetwork network = (MultiLayerNetwork) Sdze.restore(new File(files[0]));
    network.fit(PinnByFitTest.pointsOfTheSphere(100, 3));
    ModelSerializer.writeModel(network, new File(files[1]), true);
  }
}

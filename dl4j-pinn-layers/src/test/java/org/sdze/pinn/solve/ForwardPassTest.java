package org.sdze.pinn.solve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.dl4j.Activations;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.layer.TrialNetworks;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.Problems;

class ForwardPassTest {

  private static final RandomKey KEY = RandomKey.root(1);

  @ParameterizedTest
  @EnumSource
  void agreesWithDl4jToRoundOffAndChangesNothing(Activation activation) {
    Problem problem = Problems.library().create("sine-gordon-two-body", 7, KEY);
    for (DataType dataType : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      MultiLayerNetwork network =
          TrialNetworks.create(7, 5, 2, Activations.of(activation), dataType, 3, KEY);
      INDArray points = Nd4j.createUninitialized(dataType, new long[] {11, 7}, 'f');
      KeyedDraws.gaussian(KEY, points);
      INDArray parametersBefore = network.params().dup();
      INDArray pointsBefore = points.dup();
      double[] expected = network.output(points).toDoubleVector();
      ForwardPass pass = new ForwardPass(problem, network);
      pass.at(pointsBefore); // leaves garbage in the buffers
      double[] actual = pass.at(points);
      assertEquals(expected.length, actual.length);
      double relative = dataType == DataType.FLOAT ? 1e-5 : 1e-13;
      for (int i = 0; i < expected.length; i++) { // of cubes, which are large
        double tolerance = relative * Math.max(1, Math.abs(expected[i]));
        assertEquals(expected[i], actual[i], tolerance, activation.name());
      }
      assertEquals(parametersBefore, network.params());
      assertEquals(pointsBefore, points);
    }
  }
}

package org.sdze.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.DoubleSupplier;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdze.testing.Ended;
import org.sdze.testing.OwnProblem;

/** The README's problem with time, a boundary and a start, in fewer dimensions and steps. */
@Tag("slow")
class ReadmePageTest {

  private static final Path README = Path.of("../README.md");

  @TempDir Path folder;

  private Path classes() throws IOException {
    return OwnProblem.classes(folder, OwnProblem.java(README, "## A problem of your own"));
  }

  @Test
  void theProblemIsSolved() throws Exception {
    Path out = folder.resolve("out");
    Ended ended =
        Ended.run(
            OwnProblem.command(
                classes(),
                "solve --dim 4 --width 24 --batch 60 --steps 60 --quiet --test-points 500 --json",
                "--out",
                out.toString()));
    assertEquals(0, ended.exitCode(), ended.stderr());
    double error = new SavedRun(out).result().get("result").get("relativeL2").asDouble();
    assertTrue(error < 0.01, "error " + error);
    List<String> grid = Files.readAllLines(out.resolve("solution.csv"));
    assertEquals("x0,x1,x2,x3,t,u0,exact0", grid.get(0));
    assertEquals(101 * 101 + 1, grid.size());
    assertTrue(grid.get(1).startsWith("0.5,0.5,0.5,0.0,0.0,"), grid.get(1)); // the slice begins
    BufferedImage picture = ImageIO.read(out.resolve("solution.png").toFile());
    assertEquals(3 * 520, picture.getWidth(), "u, u* and the error");
  }

  @Test
  void aGraphWithAResidualBlockIsTrainedOnIt() throws Exception {
    Path classes = classes();
    String graph =
        OwnProblem.java(README, "On a graph of your own")
            .replace("nIn(31)", "nIn(5)")
            .replace("(), 30)", "(), 4)")
            .replace("create(30,", "create(4,")
            .replace("200, 100,", "200, 60,")
            // without a seed DL4J draws other weights in every run, and not all of them do
            .replace("Configuration.Builder()", "Configuration.Builder().seed(1)");
    String page =
        """
        import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
        import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
        import org.deeplearning4j.nn.conf.layers.DenseLayer;
        import org.deeplearning4j.nn.graph.ComputationGraph;
        import org.nd4j.linalg.activations.Activation;
        import org.nd4j.linalg.api.buffer.DataType;
        import org.nd4j.linalg.api.ndarray.INDArray;
        import org.nd4j.linalg.factory.Nd4j;
        import org.sdze.optimizer.Sdze;
        import org.sdze.optimizer.random.RandomKey;
        import org.sdze.pinn.layer.*;
        import org.sdze.pinn.problem.Problem;
        import org.sdze.pinn.score.RelativeError;

        public class Fit implements java.util.function.DoubleSupplier {
          public double getAsDouble() {
            RandomKey key = RandomKey.root(0);
        %s
            ComputationGraph network = new ComputationGraph(graph);
            network.init();
            Sdze.attach(network);
            network.fit(points);
            Problem problem = new MyProblem().create(4, key);
            INDArray x = Nd4j.create(DataType.DOUBLE, new long[] {500, 5}, 'f');
            problem.domain().draw(RandomKey.root(1), x);
            double[] u = network.outputSingle(x).toDoubleVector();
            return RelativeError.of(u, problem.exact(x));
          }
        }
        """
            .formatted(graph);
    OwnProblem.classes(folder, "Fit", page);
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
      Object fit = loader.loadClass("Fit").getConstructor().newInstance();
      double error = ((DoubleSupplier) fit).getAsDouble();
      assertTrue(error < 0.02, "error " + error);
    }
  }

  /** The program of docs/problems.md, in fewer steps: by a solve and by fit. */
  @Test
  void twoFieldsAreSolvedAndFitted() throws Exception {
    String page = OwnProblem.java(Path.of("../docs/problems.md"), "## A program of your own");
    Path classes = OwnProblem.classes(folder, "TwoFields", page);
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
      for (String way : List.of("solved", "fitted")) {
        Method method = loader.loadClass("TwoFields").getDeclaredMethod(way, int.class);
        method.setAccessible(true);
        double error = (double) method.invoke(null, 25);
        assertTrue(error < 0.05, way + ": " + error);
      }
    }
  }
}

package org.sdze.examples;

import static org.nd4j.linalg.activations.Activation.IDENTITY;
import static org.nd4j.linalg.activations.Activation.SWISH;
import static org.nd4j.linalg.activations.Activation.TANH;
import static org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction.MSE;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.train.Budget;
import org.sdze.optimizer.train.SdzeConfig;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.domain.UnitBall;
import org.sdze.pinn.equation.Equation;
import org.sdze.pinn.equation.HardConstraint;
import org.sdze.pinn.equation.OperatorValues;
import org.sdze.pinn.loss.LossConfig;
import org.sdze.pinn.loss.ResidualForm;
import org.sdze.pinn.operator.Laplacian;
import org.sdze.pinn.operator.Operator;
import org.sdze.pinn.operator.Value;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.solve.Solve;

/**
 * Δu + u² = g on the unit ball in 50 dimensions, u = 0 on its boundary, with a network of one's
 * own.
 */
public final class SolveYourOwnEquation {

  private static final int DIMENSION = 50;

  private SolveYourOwnEquation() {}

  /** N[u] = Δu + u². */
  private record QuadraticEquation() implements Equation {
    @Override
    public String name() {
      return "quadratic";
    }

    @Override
    public Set<Operator> operators() {
      return Set.of(new Value(), new Laplacian());
    }

    @Override
    public double leftSide(OperatorValues u) {
      return u.laplacian() + u.value() * u.value();
    }
  }

  /** u* = (1 − s) eˢ with s = ‖x‖². */
  private static double solution(double s) {
    return (1 - s) * Math.exp(s);
  }

  /** g = Δu* + u*², where Δu* = 4s u*″ + 2d u*′, u*′ = −s eˢ, u*″ = −(1 + s) eˢ. */
  private static double source(double s) {
    double laplacian = -(4 * s * (1 + s) + 2 * DIMENSION * s) * Math.exp(s);
    return laplacian + solution(s) * solution(s);
  }

  private static DoubleStream squaredRadii(INDArray points) {
    return Arrays.stream(points.norm2(true, 1).toDoubleVector()).map(radius -> radius * radius);
  }

  private static Problem problem() {
    return new Problem(
        "quadratic",
        new QuadraticEquation(),
        new UnitBall(DIMENSION),
        HardConstraint.unitBall(),
        points -> squaredRadii(points).map(SolveYourOwnEquation::source).toArray(),
        points -> squaredRadii(points).map(SolveYourOwnEquation::solution).toArray());
  }

  /** Trains for as many steps as the first argument says and prints the relative error. */
  public static void main(String[] arguments) {
    long steps = arguments.length == 0 ? 1000 : Long.parseLong(arguments[0]);
    Solve solve =
        new Solve(
            problem(),
            network(),
            new LossConfig(200, SpanDirections.all(), ResidualForm.BIASED),
            SdzeConfig.gaussNewton(),
            new Budget.Steps(steps),
            0);
    solve.run();
    System.out.printf(Locale.ROOT, "relative L2 error %.2e%n", solve.relativeError(2000));
  }

  /** Any chain of dense layers with a linear output of width 1 will do. */
  private static MultiLayerNetwork network() {
    MultiLayerConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .weightInit(WeightInit.XAVIER)
            .list()
            .layer(new DenseLayer.Builder().nIn(DIMENSION).nOut(64).activation(SWISH).build())
            .layer(new DenseLayer.Builder().nOut(32).activation(TANH).build())
            .layer(new OutputLayer.Builder(MSE).nOut(1).activation(IDENTITY).build())
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }
}

package org.sdze.benchmarks.rival;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.dl4j.DenseNetworks;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.direction.DirectionLaw;
import org.sdze.pinn.domain.UnitBall;
import org.sdze.pinn.equation.Equation;
import org.sdze.pinn.equation.HardConstraint;
import org.sdze.pinn.equation.OperatorValues;
import org.sdze.pinn.layer.TrialNetworks;
import org.sdze.pinn.loss.LossConfig;
import org.sdze.pinn.loss.ResidualForm;
import org.sdze.pinn.loss.ResidualLoss;
import org.sdze.pinn.loss.ResidualObjective;
import org.sdze.pinn.operator.Laplacian;
import org.sdze.pinn.operator.Operator;
import org.sdze.pinn.operator.SquaredGradientNorm;
import org.sdze.pinn.operator.Value;
import org.sdze.pinn.problem.Problem;

/** A network in double precision with the objective of one step. */
record SmallProblem(DenseNetwork network, ResidualObjective objective) {

  static final int DIMENSION = 6;
  static final int WIDTH = 5;
  static final double SCALE = 2;
  static final RandomKey KEY = RandomKey.root(91);

  /** Δu + sin u, and a part of ‖∇u‖² where it is asked for. */
  private record TestEquation(boolean gradient) implements Equation {
    @Override
    public String name() {
      return "test";
    }

    @Override
    public Set<Operator> operators() {
      return gradient
          ? Set.of(new Value(), new Laplacian(), new SquaredGradientNorm())
          : Set.of(new Value(), new Laplacian());
    }

    @Override
    public double leftSide(OperatorValues u) {
      return u.laplacian() + Math.sin(u.value()) + (gradient ? 0.3 * u.squaredGradientNorm() : 0);
    }
  }

  static SmallProblem of(
      int depth, boolean gradient, DirectionLaw law, IActivation activation, int points) {
    DenseNetwork network =
        DenseNetworks.of(
            TrialNetworks.create(
                DIMENSION, WIDTH, depth, activation, DataType.DOUBLE, SCALE, KEY.index(depth)),
            SCALE);
    Perturbation.move(network, KEY.index(77), 0.2); // no bias stays 0
    network.changed();
    ResidualLoss loss =
        new LossConfig(points, law, ResidualForm.UNBIASED)
            .collapsed(
                new Problem(
                    "test",
                    new TestEquation(gradient),
                    new UnitBall(DIMENSION),
                    HardConstraint.unitBall(),
                    x -> new double[x.rows()],
                    null),
                network);
    return new SmallProblem(network, loss.at(KEY.step(0)));
  }

  double loss() {
    network.changed();
    return Arrays.stream(objective.losses(network)).average().orElseThrow();
  }

  /** The gradient by W, b, … as they are, by central differences; one array a parameter. */
  List<double[]> centralDifferences() {
    List<double[]> gradients = new ArrayList<>();
    for (INDArray parameter : network.parameters()) {
      double[] gradient = new double[(int) parameter.length()];
      for (int j = 0; j < parameter.columns(); j++) {
        for (int i = 0; i < parameter.rows(); i++) {
          double old = parameter.getDouble(i, j);
          double move = 1e-5;
          parameter.putScalar(i, j, old + move);
          double up = loss();
          parameter.putScalar(i, j, old - move);
          double down = loss();
          parameter.putScalar(i, j, old);
          gradient[j * parameter.rows() + i] = (up - down) / (2 * move);
        }
      }
      gradients.add(gradient);
    }
    network.changed();
    return gradients;
  }

  /** All parameters one after the other. */
  double[] parameters() {
    return flat(network.parameters());
  }

  static double[] flat(List<INDArray> arrays) {
    return arrays.stream().flatMapToDouble(a -> Arrays.stream(HostArrays.copy(a))).toArray();
  }
}

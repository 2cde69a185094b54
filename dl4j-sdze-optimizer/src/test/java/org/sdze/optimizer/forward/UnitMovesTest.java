package org.sdze.optimizer.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;

/**
 * Units moved through a dense layer, against c = (a σ′(z)) Wᵀ, which is what small moves come to.
 */
class UnitMovesTest {

  private static final int SAMPLES = 5;
  private static final int UNITS = 2100; // more than a tile
  private static final int OUTPUTS = 3;

  private record Case(
      String name,
      UnitMoves.Through through,
      UnaryOperator<INDArray> slope,
      UnaryOperator<INDArray> value) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static INDArray tanhSlope(INDArray z) {
    return Transforms.pow(Transforms.tanh(z), 2).rsubi(1);
  }

  /** 1 above zero, else something. */
  private static UnaryOperator<INDArray> step(double below) {
    return z -> z.gt(0).castTo(z.dataType()).muli(1 - below).addi(below);
  }

  static List<Case> cases() {
    return List.of(
        new Case("ReLU", new UnitMoves.Knee(0), step(0), z -> z.mul(step(0).apply(z))),
        new Case("leaky", new UnitMoves.Knee(0.1), step(0.1), z -> z.mul(step(0.1).apply(z))),
        new Case("identity", new UnitMoves.Knee(1), step(1), INDArray::dup),
        new Case("tanh", new UnitMoves.Tanh(), UnitMovesTest::tanhSlope, Transforms::tanh),
        new Case(
            "any other",
            new UnitMoves.Other(Transforms::sin),
            Transforms::cos,
            z -> Transforms.sin(z)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void unitsAreCreditedAsSmallMovesAre(Case each) {
    check(each, DataType.DOUBLE, 1e-5);
    check(each, DataType.FLOAT, 5e-3);
  }

  private static void check(Case each, DataType type, double most) {
    INDArray z = gaussian(0, type, SAMPLES, OUTPUTS);
    INDArray weights = gaussian(1, type, UNITS, OUTPUTS).muli(0.2);
    INDArray above = gaussian(2, type, SAMPLES, OUTPUTS);
    INDArray expected = each.slope().apply(z.dup()).muli(above).mmul(weights.transpose());
    assertNear(expected, UnitMoves.credit(z, weights, above, each.through()), most);
    assertNear(expected, UnitMoves.general(z, weights, above, each.value()), most);
  }

  private static void assertNear(INDArray expected, INDArray found, double most) {
    double error = found.distance2(expected) / expected.norm2Number().doubleValue();
    assertEquals(0, error, most);
  }

  private static INDArray gaussian(long key, DataType type, long rows, long columns) {
    INDArray drawn = Nd4j.createUninitialized(DataType.FLOAT, new long[] {rows, columns}, 'f');
    KeyedDraws.gaussian(RandomKey.root(key), drawn);
    return drawn.castTo(type);
  }
}

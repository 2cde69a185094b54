package org.sdze.pinn.equation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.domain.Extent;
import org.sdze.pinn.jet.Jet;
import org.sdze.pinn.operator.LinePlan;
import org.sdze.pinn.operator.Mixed;
import org.sdze.pinn.operator.Partial;

/** Waves and their derivatives against those that Hipparchus finds. */
class PeriodicInputTest {

  private static final PeriodicInput INPUT = new PeriodicInput(1, 3, 2);
  private static final double OMEGA = 2 * Math.PI / 3;
  private static final List<SmoothFunction> WAVES =
      List.of(
          x -> x[0],
          x -> x[2],
          x -> x[1].multiply(OMEGA).cos(),
          x -> x[1].multiply(OMEGA).sin(),
          x -> x[1].multiply(2 * OMEGA).cos(),
          x -> x[1].multiply(2 * OMEGA).sin());

  private static INDArray points(int n) {
    INDArray points = Nd4j.createUninitialized(DataType.DOUBLE, new long[] {n, 3}, 'f');
    KeyedDraws.gaussian(RandomKey.root(3), points);
    return points;
  }

  @Test
  void theWavesStandBehindTheOtherCoordinates() {
    INDArray points = points(4);
    INDArray values = INPUT.at(points);
    assertEquals(WAVES.size(), INPUT.inputs(3));
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < WAVES.size(); j++) {
        double expected = WAVES.get(j).value(points.getRow(i).toDoubleVector());
        assertEquals(expected, values.getDouble(i, j), 1e-14, "number " + j);
      }
    }
    assertEquals(
        new Extent(List.of(0.0, 4.0, -1.0, -1.0), List.of(2.0, 6.0, 1.0, 1.0)),
        new PeriodicInput(1, 3, 1)
            .extent(new Extent(List.of(0.0, 1.0, 4.0), List.of(2.0, 3.0, 6.0))));
  }

  /** Lines along, across and askew to the axis, each to its order. */
  @Test
  void coefficientsAreHipparchusAlongLinesThatAllPointsShare() {
    LinePlan plan =
        new LinePlan(
            List.of(new Partial(1, 4), new Partial(0, 2), new Partial(2, 1), Mixed.along(0, 1, 1)),
            3);
    INDArray points = points(5);
    List<Jet.Line> lines = new ArrayList<>();
    for (LinePlan.Line line : plan.lines()) {
      INDArray direction = Nd4j.zeros(DataType.DOUBLE, 1, 3).dup('f');
      line.direction().writeTo(direction);
      lines.add(new Jet.Line(line.order(), List.of(direction)));
    }
    Jet jet = INPUT.of(new Jet(points, lines)).full();
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < WAVES.size(); j++) {
        double[] expected = WAVES.get(j).jets(plan, points.getRow(i).toDoubleVector());
        for (int l = 0; l < lines.size(); l++) {
          for (int k = 1; k <= lines.get(l).order(); k++) {
            double known = expected[plan.lines().get(l).index(k)];
            double found = jet.lines().get(l).coefficients().get(k - 1).getDouble(i, j);
            assertEquals(known, found, 1e-12 * Math.max(1, Math.abs(known)), "order " + k);
          }
        }
      }
    }
  }

  @Test
  void everyPointMayHaveALineOfItsOwn() {
    INDArray points = points(3);
    INDArray own = points.mul(0.7).addi(0.1).dup('f');
    Jet all = INPUT.of(Jet.line(points, own, 3)).full();
    for (int i = 0; i < 3; i++) {
      INDArray row = own.getRow(i, true).dup('f');
      Jet alone = INPUT.of(Jet.line(points.getRow(i, true).dup('f'), row, 3)).full();
      for (int k = 0; k <= 3; k++) {
        for (int j = 0; j < WAVES.size(); j++) {
          assertEquals(
              alone.coefficient(k).getDouble(0, j), all.coefficient(k).getDouble(i, j), 1e-14);
        }
      }
    }
  }
}

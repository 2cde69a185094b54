package org.sdze.pinn.equation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.argument.Argument;
import org.sdze.pinn.domain.Extent;
import org.sdze.pinn.jet.Jet;

/**
 * What a network is given in place of a coordinate x in which it is to be periodic: cos kωx and sin
 * kωx for k = 1 … waves, ω = 2π / period. Whatever the network is, all its derivatives go on across
 * the period's ends. The columns are the other coordinates in their order, then each wave's cosine
 * and sine. Source: arXiv:2007.07442, Dong and Ni 2021.
 *
 * @param axis of the coordinate, from 0
 * @param period positive
 * @param waves how many, at least 1
 */
public record PeriodicInput(int axis, double period, int waves) {

  public PeriodicInput {
    if (axis < 0) {
      throw Argument.refused("the axis of a periodic input must be at least 0, was %d", axis);
    }
    Argument.positive("the period of an input", period);
    Argument.atLeastOne("the waves of an input", waves);
  }

  /**
   * How many numbers the network is given.
   *
   * @param coordinates of a point
   * @throws IllegalArgumentException if the axis is none of them
   */
  public int inputs(int coordinates) {
    if (axis >= coordinates) {
      throw Argument.refused(
          "the axis of a periodic input must be below the %d coordinates of a point, was %d",
          coordinates, axis);
    }
    return coordinates - 1 + 2 * waves;
  }

  /** The box that they lie in: that of the other coordinates, and [−1, 1]. */
  public Extent extent(Extent of) {
    List<Double> lower = new ArrayList<>(of.lower());
    List<Double> upper = new ArrayList<>(of.upper());
    lower.remove(axis);
    upper.remove(axis);
    for (int k = 0; k < 2 * waves; k++) {
      lower.add(-1.0);
      upper.add(1.0);
    }
    return new Extent(lower, upper);
  }

  /**
   * The numbers at points.
   *
   * @param points {@code [n, d]}; left as they are
   * @return {@code [n, inputs]}, 'f' order
   */
  public INDArray at(INDArray points) {
    return of(new Jet(points, List.of())).value();
  }

  /**
   * The numbers as functions of t along lines.
   *
   * @param points lines in the points' space: no coefficient above the first
   */
  public Jet of(Jet points) {
    INDArray x = points.value();
    double[] phases = x.getColumn(axis).dup().toDoubleVector();
    int d = x.columns();
    INDArray value = Nd4j.createUninitialized(x.dataType(), new long[] {x.rows(), inputs(d)}, 'f');
    others(d).forEach(i -> value.putColumn(place(i), x.getColumn(i)));
    putWaves(value, phases, null, 0);
    return new Jet(value, points.lines().stream().map(line -> along(line, d, phases)).toList());
  }

  private Jet.Line along(Jet.Line line, int d, double[] phases) {
    INDArray direction = line.coefficients().get(0);
    double[] speeds = direction.getColumn(axis).dup().toDoubleVector();
    boolean isAcross = IntStream.range(0, speeds.length).allMatch(i -> speeds[i] == 0);
    List<INDArray> coefficients = new ArrayList<>();
    for (int order = 1; order <= (isAcross ? 1 : line.order()); order++) {
      int rows = isAcross ? direction.rows() : phases.length;
      INDArray coefficient = Nd4j.zeros(direction.dataType(), rows, inputs(d)).dup('f');
      if (order == 1) {
        others(d).forEach(i -> put(coefficient, place(i), direction.getColumn(i)));
      }
      if (!isAcross) {
        putWaves(coefficient, phases, speeds, order);
      }
      coefficients.add(coefficient);
    }
    return new Jet.Line(line.order(), coefficients);
  }

  private static void put(INDArray to, int column, INDArray from) {
    if (from.length() == to.rows()) {
      to.putColumn(column, from);
    } else { // one direction for all points
      to.getColumn(column).assign(from.getDouble(0));
    }
  }

  private IntStream others(int d) {
    return IntStream.range(0, d).filter(i -> i != axis);
  }

  private int place(int other) {
    return other < axis ? other : other - 1;
  }

  /** The m-th Taylor coefficient of cos kω(x + vt) is (kωv)ᵐ cos(kωx + mπ/2) / m!. */
  private void putWaves(INDArray to, double[] x, double @Nullable [] speeds, int order) {
    int column = to.columns() - 2 * waves;
    for (int k = 1; k <= waves; k++) {
      double frequency = k * 2 * Math.PI / period;
      double[] cosines = new double[x.length];
      double[] sines = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        double factor = 1;
        for (int m = 1; speeds != null && m <= order; m++) {
          factor *= frequency * speeds[speeds.length == 1 ? 0 : i] / m;
        }
        double phase = frequency * x[i] + order * Math.PI / 2;
        cosines[i] = factor * Math.cos(phase);
        sines[i] = factor * Math.sin(phase);
      }
      put(to, column++, cosines);
      put(to, column++, sines);
    }
  }

  private static void put(INDArray to, int column, double[] values) {
    to.putColumn(column, Nd4j.createFromArray(values).castTo(to.dataType()));
  }
}

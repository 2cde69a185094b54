package org.sdze.optimizer.algebra;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Elementwise work on maps {@code [rows, channels, height, width]}, with numbers of its own for
 * every plane of one row and channel, in one pass over memory. Planes are counted row by row.
 */
public final class Planes {

  private Planes() {}

  /** Whether maps can be worked on so: on this processor, in 'c' order, without gaps. */
  public static boolean suit(INDArray... maps) {
    return Patches.suit(maps);
  }

  /** How many planes maps have. */
  public static int count(INDArray maps) {
    return (int) (maps.size(0) * maps.size(1));
  }

  /** A part of a plane. */
  private interface Floats {
    void of(int plane, int part, float[][] tiles, int from, int to);
  }

  /** A part of a plane. */
  private interface Doubles {
    void of(int plane, int part, double[][] tiles, int from, int to);
  }

  /**
   * out ← factor · x + shift.
   *
   * @param factors by planes
   * @param shifts by planes
   * @param out may be x
   */
  public static void line(INDArray x, double[] factors, double[] shifts, INDArray out) {
    each(
        1,
        (plane, part, t, from, to) -> {
          float factor = (float) factors[plane];
          float shift = (float) shifts[plane];
          for (int i = from; i < to; i++) {
            t[1][i] = factor * t[0][i] + shift;
          }
        },
        (plane, part, t, from, to) -> {
          for (int i = from; i < to; i++) {
            t[1][i] = factors[plane] * t[0][i] + shifts[plane];
          }
        },
        x,
        out);
  }

  /** sum ← sum + factor · x + shift; as {@link #line}. */
  public static void addLine(INDArray sum, INDArray x, double[] factors, double[] shifts) {
    each(
        2,
        (plane, part, t, from, to) -> {
          float factor = (float) factors[plane];
          float shift = (float) shifts[plane];
          for (int i = from; i < to; i++) {
            t[2][i] = t[0][i] + factor * t[1][i] + shift;
          }
        },
        (plane, part, t, from, to) -> {
          for (int i = from; i < to; i++) {
            t[2][i] = t[0][i] + factors[plane] * t[1][i] + shifts[plane];
          }
        },
        sum,
        x,
        sum);
  }

  /**
   * Σ a and Σ a b of every plane.
   *
   * @return {@code [2][planes]}
   */
  public static double[][] sums(INDArray a, INDArray b) {
    int size = size(a);
    int parts = (size + HostTiles.TILE - 1) / HostTiles.TILE;
    double[][] first = new double[count(a)][parts]; // a thread each
    double[][] second = new double[count(a)][parts];
    each(
        2,
        (plane, part, t, from, to) -> {
          double sum = 0;
          double products = 0;
          for (int i = from; i < to; i++) {
            sum += t[0][i];
            products += t[0][i] * t[1][i];
          }
          first[plane][part] = sum;
          second[plane][part] = products;
        },
        (plane, part, t, from, to) -> {
          double sum = 0;
          double products = 0;
          for (int i = from; i < to; i++) {
            sum += t[0][i];
            products += t[0][i] * t[1][i];
          }
          first[plane][part] = sum;
          second[plane][part] = products;
        },
        a,
        b);
    return new double[][] {totals(first), totals(second)};
  }

  private static double[] totals(double[][] parts) {
    return Arrays.stream(parts).mapToDouble(each -> Arrays.stream(each).sum()).toArray();
  }

  private static int size(INDArray maps) {
    return (int) (maps.size(2) * maps.size(3));
  }

  private static void each(int read, Floats floats, Doubles doubles, INDArray... maps) {
    int size = size(maps[0]);
    INDArray[] columns = new INDArray[maps.length];
    for (int k = 0; k < maps.length; k++) {
      columns[k] = maps[k].reshape('c', count(maps[k]), size).transpose();
    }
    if (size > HostTiles.TILE / 2) {
      HostTiles.columns(
          read,
          0,
          (plane, row, t, length) -> floats.of(plane, row / HostTiles.TILE, t, 0, length),
          (plane, row, t, length) -> doubles.of(plane, row / HostTiles.TILE, t, 0, length),
          columns);
      return;
    }
    HostTiles.wholeColumns(
        read,
        0,
        (column, first, t, length) -> {
          for (int at = 0; at < length; at += size) {
            floats.of((first + at) / size, 0, t, at, at + size);
          }
        },
        (column, first, t, length) -> {
          for (int at = 0; at < length; at += size) {
            doubles.of((first + at) / size, 0, t, at, at + size);
          }
        },
        columns);
  }
}

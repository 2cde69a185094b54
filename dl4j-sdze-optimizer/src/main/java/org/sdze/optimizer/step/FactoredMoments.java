package org.sdze.optimizer.step;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.floating.Sqrt;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.sdze.optimizer.algebra.Elementwise;
import org.sdze.optimizer.algebra.HostTiles;
import org.sdze.optimizer.algebra.RowSums;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.estimate.ParameterGradient;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.forward.Release;

/**
 * The gradient over the root of a factored second moment, V_ij ≈ R_i C_j / mean R (Adafactor,
 * Shazeer &amp; Stern, arXiv:1804.04235), without first moment: rows + columns numbers a matrix.
 *
 * <p>The row averages of a tile are those of this step; the column averages, to which every tile
 * adds, are those of the steps before, so that one pass over the tiles is enough.
 *
 * @param decay decay of the averages, in [0, 1)
 * @param epsilon added to the squared gradient, positive
 */
public record FactoredMoments(double decay, double epsilon) implements FirstOrderRule {

  /**
   * The largest change of a number, where the usual one is 1. Adafactor (§6) clips the root mean
   * square of a parameter instead, which is not known before the last tile is read.
   */
  private static final float LARGEST_CHANGE = 3;

  /**
   * Added to a column's share in the mean: of a column without gradient beside huge ones it is 0 in
   * single precision, and 0/0 would be a change of unknown size.
   */
  private static final double SMALLEST_SHARE = 1e-30;

  public FactoredMoments {
    Argument.fraction("decay", decay);
    Argument.positive("epsilon", epsilon);
  }

  /**
   * Averages over about a thousand steps: over a hundred, late steps on a trained network blow up.
   */
  public FactoredMoments() {
    this(0.999, 1e-30);
  }

  @Override
  public State state(long rows, long columns, INDArray like) {
    Argument.given("like", like);
    Argument.atLeastOne("rows", rows);
    Argument.atLeastOne("columns", columns);
    return new Factors(rows, columns, like);
  }

  @Override
  public long numbers(long rows, long columns) {
    return rows + 2 * columns;
  }

  private final class Factors implements State {
    private final long rows;
    private final INDArray rowAverages; // [rows, 1], without bias correction
    private final INDArray columnAverages; // [1, columns], of the steps before this one
    private final INDArray columnSums; // of this step, so far
    private long lastStep = -1;

    Factors(long rows, long columns, INDArray like) {
      this.rows = rows;
      this.rowAverages = Nd4j.zeros(like.dataType(), rows, 1);
      this.columnAverages = Nd4j.zeros(like.dataType(), 1, columns);
      this.columnSums = Nd4j.zeros(like.dataType(), 1, columns);
    }

    @Override
    public void transform(INDArray gradient, long from, long step) {
      if (step != lastStep) {
        closeStep();
        lastStep = step;
      }
      INDArray ofRows = meanSquares(gradient, 1);
      INDArray ofColumns = meanSquares(gradient, 0);
      columnSums.addi(ofColumns.mul(gradient.rows()));
      INDArray r = ParameterGradient.rows(rowAverages, from, from + gradient.rows());
      r.muli(decay).addi(ofRows.muli(1 - decay));
      INDArray c = columns(ofColumns, step);
      INDArray rowRoots = root(r.div(correction(step + 1)));
      INDArray columnRoots = root(c.div(c.meanNumber()).addi(SMALLEST_SHARE));
      if (RowSums.suit(gradient)) {
        divide(gradient, HostArrays.copy(rowRoots), HostArrays.copy(columnRoots));
      } else {
        gradient.diviColumnVector(rowRoots);
        gradient.diviRowVector(columnRoots);
        clip(gradient);
      }
    }

    /** The means of the squares along a dimension, {@code [rows, 1]} or {@code [1, columns]}. */
    private INDArray meanSquares(INDArray gradient, int along) {
      INDArray sums;
      if (RowSums.suit(gradient)) {
        double[] each = along == 1 ? RowSums.squares(gradient) : Elementwise.squaredNorms(gradient);
        long[] shape = along == 1 ? new long[] {each.length, 1} : new long[] {1, each.length};
        sums = Nd4j.create(each, shape, 'f').castTo(gradient.dataType());
      } else {
        INDArray squares = gradient.mul(gradient);
        sums = squares.sum(true, along);
        Release.of(squares);
      }
      return sums.divi(gradient.size(along)).addi(epsilon);
    }

    /** Divides and clips in one pass over memory. */
    private static void divide(INDArray gradient, double[] rowRoots, double[] columnRoots) {
      float[] rowFactors = new float[rowRoots.length];
      for (int i = 0; i < rowFactors.length; i++) {
        rowFactors[i] = (float) (1 / rowRoots[i]);
      }
      HostTiles.columns(
          1,
          0,
          (column, row, t, length) ->
              change(t[0], rowFactors, row, (float) (1 / columnRoots[column]), t[1], length),
          (column, row, t, length) -> {
            for (int i = 0; i < length; i++) {
              t[1][i] = clipped(t[0][i] / (rowRoots[row + i] * columnRoots[column]));
            }
          },
          gradient,
          gradient);
    }

    private static void change(
        float[] gradient, float[] factors, int from, float factor, float[] out, int length) {
      for (int i = 0; i < length; i++) {
        out[i] = gradient[i] * factors[from + i] * factor;
      }
      for (int i = 0; i < length; i++) {
        out[i] = Math.max(-LARGEST_CHANGE, Math.min(LARGEST_CHANGE, out[i]));
      }
    }

    private static double clipped(double change) {
      return Math.max(-LARGEST_CHANGE, Math.min(LARGEST_CHANGE, change));
    }

    /** A rare large gradient meets averages of small ones: its change is held to a usual size. */
    private void clip(INDArray change) {
      Transforms.min(change, LARGEST_CHANGE, false);
      Transforms.max(change, -LARGEST_CHANGE, false);
    }

    @Override
    public List<INDArray> arrays() {
      return List.of(rowAverages, columnAverages, columnSums);
    }

    @Override
    public void resumeAfter(long step) {
      lastStep = step;
    }

    /**
     * The column averages of the steps before; this tile's own for columns that never moved, as
     * outside a block of units, which have no past.
     */
    private INDArray columns(INDArray own, long step) {
      if (step == 0) {
        return own;
      }
      INDArray past = columnAverages.div(correction(step));
      INDArray never = past.lte(2 * epsilon).castTo(past.dataType());
      return past.muli(never.rsub(1)).addi(never.muli(own));
    }

    private void closeStep() {
      if (lastStep >= 0) {
        columnAverages.muli(decay).addi(columnSums.muli((1 - decay) / rows));
        columnSums.assign(0);
      }
    }

    private double correction(long steps) {
      return 1 - Math.pow(decay, (double) steps);
    }

    private INDArray root(INDArray values) {
      return Nd4j.getExecutioner().exec(new Sqrt(values, values.ulike()));
    }
  }
}

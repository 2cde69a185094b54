package org.sdze.optimizer.step;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.floating.Sqrt;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.estimate.ParameterGradient;
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
  private static final double LARGEST_CHANGE = 3;

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
      INDArray squares = gradient.mul(gradient).addi(epsilon);
      INDArray sums = squares.sum(true, 0);
      columnSums.addi(sums);
      INDArray r = ParameterGradient.rows(rowAverages, from, from + gradient.rows());
      r.muli(decay).addi(squares.mean(true, 1).muli(1 - decay));
      INDArray c = columns(sums.divi(gradient.rows()), step);
      Release.of(squares);
      INDArray rowRoots = root(r.div(correction(step + 1)));
      INDArray columnRoots = root(c.div(c.meanNumber()));
      gradient.diviColumnVector(rowRoots);
      gradient.diviRowVector(columnRoots);
      clip(gradient);
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

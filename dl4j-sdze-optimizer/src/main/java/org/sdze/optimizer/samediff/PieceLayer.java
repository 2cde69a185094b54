package org.sdze.optimizer.samediff;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.forward.LinearUse;
import org.sdze.optimizer.network.GradientNormalization;
import org.sdze.optimizer.network.LayerCredit;
import org.sdze.optimizer.network.Parameter;
import org.sdze.optimizer.network.PassLayer;
import org.sdze.optimizer.text.Text;

/** A piece of a graph as a layer of a {@link PiecePass}. */
final class PieceLayer implements PassLayer {

  /** Move of an output, relative to 1 + its size, where no formula is known. */
  private static final double MOVE = 1e-2;

  private final PiecePass pass;
  private final GraphCredit plan;
  private @Nullable INDArray outputCredit;

  PieceLayer(PiecePass pass, GraphCredit plan) {
    this.pass = pass;
    this.plan = plan;
  }

  @Override
  public String name() {
    return plan.piece().weights();
  }

  @Override
  public List<Parameter> parameters() {
    return plan.parameters();
  }

  @Override
  public GradientNormalization normalization() {
    return GradientNormalization.NONE;
  }

  @Override
  public LayerCredit credit() {
    return plan.credit();
  }

  @Override
  public double rerun() {
    return 1; // at most: operations of a graph are not told apart by what they cost
  }

  @Override
  public LinearUse use() {
    return plan.piece().use();
  }

  @Override
  public INDArray input() {
    return pass.value(plan.piece().input());
  }

  @Override
  public INDArray preActivations() {
    return pass.value(plan.piece().output());
  }

  @Override
  public INDArray outputCredit() {
    if (outputCredit == null) {
      outputCredit = plan.formula() == null ? differences() : pass.derivatives(plan.formula());
    }
    return outputCredit;
  }

  private INDArray differences() {
    INDArray z = preActivations();
    INDArray credit = Nd4j.createUninitialized(z.dataType(), z.shape(), 'f');
    double size = MOVE * (1 + z.norm2Number().doubleValue() / Math.sqrt((double) z.length()));
    for (long j = 0; j < z.columns(); j++) {
      INDArray difference = moved(j, size).subi(moved(j, -size)).divi(2 * size);
      credit.get(NDArrayIndex.all(), NDArrayIndex.interval(j, j + 1)).assign(difference);
    }
    return credit;
  }

  private INDArray moved(long column, double size) {
    INDArray z = preActivations().dup();
    z.get(NDArrayIndex.all(), NDArrayIndex.interval(column, column + 1)).addi(size);
    return lossesWith(z);
  }

  @Override
  public INDArray creditFromAbove() {
    INDArray sum = null;
    for (PassLayer layer : pass.layers()) {
      if (layer instanceof PieceLayer output
          && output.plan.piece().input().equals(plan.activated())) {
        INDArray weights = output.plan.piece().matrix();
        INDArray through = output.outputCredit().mmul(weights.transpose());
        sum = sum == null ? through : sum.addi(through);
      }
    }
    if (sum == null) {
      throw new IllegalStateException(Text.format("nothing reads \"%s\"", plan.activated()));
    }
    return sum;
  }

  @Override
  public int @Nullable [] sampleOfRow() {
    return null;
  }

  @Override
  public boolean isElementwise() {
    return true;
  }

  @Override
  public @Nullable INDArray live() {
    return null;
  }

  @Override
  public @Nullable INDArray recurrentInput() {
    return null;
  }

  @Override
  public INDArray activate(INDArray z) {
    return pass.after(plan.elementwise(), plan.piece().output(), z);
  }

  @Override
  public INDArray moved(INDArray move) {
    return activate(move.addi(preActivations()));
  }

  @Override
  public INDArray lossesWith(INDArray y) {
    return pass.lossesWith(plan.activated(), y, plan.above());
  }
}

package org.sdze.optimizer.samediff;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.LinearUse;
import org.sdze.optimizer.network.GradientNormalization;
import org.sdze.optimizer.network.LayerCredit;
import org.sdze.optimizer.network.OutputDifferences;
import org.sdze.optimizer.network.Parameter;
import org.sdze.optimizer.network.PassLayer;
import org.sdze.optimizer.text.Text;

/** A piece of a graph as a layer of a {@link PiecePass}. */
final class PieceLayer implements PassLayer {

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
      outputCredit =
          plan.formula() == null
              ? OutputDifferences.of(preActivations(), this::lossesWith, 1)
              : pass.derivatives(plan.formula());
    }
    return outputCredit;
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

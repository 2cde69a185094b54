package org.sdze.optimizer.samediff;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.LinearUse;
import org.sdze.optimizer.network.GradientNormalization;
import org.sdze.optimizer.network.LayerCredit;
import org.sdze.optimizer.network.Parameter;
import org.sdze.optimizer.network.PassLayer;

/** A piece of a graph, of a whole one or of a layer's, as a layer of a pass. */
final class PieceLayer implements PassLayer {

  private final GraphCredit plan;
  private final GraphRun run;
  private final Above above;
  private @Nullable INDArray outputCredit;

  /**
   * A piece of an execution.
   *
   * @param above what is done with what it gives
   */
  PieceLayer(GraphCredit plan, GraphRun run, Above above) {
    this.plan = plan;
    this.run = run;
    this.above = above;
  }

  /** What lies above a piece. */
  interface Above {

    /** The losses if what a piece's {@link GraphCredit#activated} holds were another value. */
    INDArray lossesWith(GraphCredit piece, INDArray activated);

    /** The credit of that value; {@link LayerCredit#UNITS}. */
    INDArray credit(GraphCredit piece);

    /** The credit of an output layer's pre-activations; {@link LayerCredit#OUTPUT}. */
    INDArray outputCredit(GraphCredit piece);

    /** At most the part of all products that is made again, in [0, 1]. */
    double rerun();
  }

  GraphCredit plan() {
    return plan;
  }

  @Override
  public String name() {
    return plan.parameters().get(0).name();
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
    return above.rerun();
  }

  @Override
  public LinearUse use() {
    return plan.piece().use();
  }

  @Override
  public INDArray input() {
    return run.value(plan.piece().input());
  }

  @Override
  public INDArray preActivations() {
    return run.value(plan.piece().output());
  }

  @Override
  public INDArray outputCredit() {
    if (outputCredit == null) {
      outputCredit = above.outputCredit(plan);
    }
    return outputCredit;
  }

  @Override
  public INDArray creditFromAbove() {
    return above.credit(plan);
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

  /** What the operations above that work on every number by itself make of pre-activations. */
  @Override
  public INDArray activate(INDArray z) {
    List<Operation> chain = plan.elementwise();
    return chain.isEmpty()
        ? z
        : run.again(
            Map.of(plan.piece().output(), z), chain, values -> values.apply(plan.activated()));
  }

  @Override
  public INDArray moved(INDArray move) {
    return activate(move.addi(preActivations()));
  }

  @Override
  public INDArray lossesWith(INDArray y) {
    return above.lossesWith(plan, y);
  }
}

package org.sdze.optimizer.samediff;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.LinearUse;
import org.sdze.optimizer.network.GradientNormalization;
import org.sdze.optimizer.network.LayerCredit;
import org.sdze.optimizer.network.Parameter;
import org.sdze.optimizer.network.PassLayer;
import org.sdze.optimizer.text.Text;

/**
 * A variable of a graph as a layer of its own: nothing is known of how it is used, so that it moves
 * in a subspace.
 *
 * @param parameter the variable
 */
record GraphLayer(Parameter parameter) implements PassLayer {

  @Override
  public String name() {
    return parameter.name();
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(parameter);
  }

  @Override
  public GradientNormalization normalization() {
    return GradientNormalization.NONE;
  }

  @Override
  public LayerCredit credit() {
    return LayerCredit.SUBSPACE;
  }

  @Override
  public double rerun() {
    return 1;
  }

  @Override
  public LinearUse use() {
    throw unknown();
  }

  @Override
  public INDArray input() {
    throw unknown();
  }

  @Override
  public INDArray outputCredit() {
    throw unknown();
  }

  @Override
  public INDArray creditFromAbove() {
    throw unknown();
  }

  @Override
  public INDArray preActivations() {
    throw unknown();
  }

  @Override
  public int @Nullable [] sampleOfRow() {
    throw unknown();
  }

  @Override
  public boolean isElementwise() {
    return false;
  }

  @Override
  public @Nullable INDArray live() {
    throw unknown();
  }

  @Override
  public @Nullable INDArray recurrentInput() {
    throw unknown();
  }

  @Override
  public INDArray moved(INDArray move) {
    throw unknown();
  }

  @Override
  public INDArray activate(INDArray z) {
    throw unknown();
  }

  @Override
  public INDArray lossesWith(INDArray y) {
    throw unknown();
  }

  private IllegalStateException unknown() {
    return new IllegalStateException(
        Text.format("nothing is known of how the variable \"%s\" is used", name()));
  }
}

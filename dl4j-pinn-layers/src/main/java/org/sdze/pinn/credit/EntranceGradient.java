package org.sdze.pinn.credit;

import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.estimate.ParameterGradient;
import org.sdze.optimizer.wide.WideChange;

/**
 * A combination of rows of the Jacobian at the first layer, s² (Xᵀ S + Vᵀ C): a step reads and
 * writes W twice and makes no array of its size.
 *
 * @param entrance the batch at the first layer
 * @param byVector S, {@code [m, h]}
 * @param seen Vᵀ C, whose columns lie in the span of the directions
 */
record EntranceGradient(Entrance entrance, INDArray byVector, WideChange seen)
    implements ParameterGradient {

  @Override
  public long rows() {
    return entrance.layer().inputs();
  }

  @Override
  public long columns() {
    return entrance.width();
  }

  @Override
  public double scale() {
    return entrance.network().inputScale();
  }

  @Override
  public void read(long from, long to, INDArray tile) {
    entrance.layer().addTo(tile.assign(0), from, to, entrance.metric(), changes());
  }

  @Override
  public void subtract(long from, long to, INDArray change) {
    entrance.layer().subtract(from, to, change);
  }

  @Override
  public void step(double scale) {
    double size = scale * entrance.metric();
    entrance.layer().add(-size, changes());
    if (seen instanceof WideChange.Combination combination && recursionPays()) {
      INDArray m = Nd4j.eye(columns()).castTo(DataType.DOUBLE).subi(combination.m().mul(size));
      entrance
          .span()
          .follow(
              m.dup('f'),
              entrance.images().castTo(DataType.DOUBLE),
              byVector.castTo(DataType.DOUBLE).muli(size),
              entrance.gram().values().castTo(DataType.DOUBLE));
    }
  }

  private List<WideChange> changes() {
    return List.of(new WideChange.Outer(entrance.vectors(), byVector), seen);
  }

  /** Below that, WᵀW costs less than the recursion. */
  private boolean recursionPays() {
    return rows() > 4L * entrance.vectors().count();
  }
}

package org.sdze.optimizer.step;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.estimate.ParameterGradient;
import org.sdze.optimizer.setting.SdzeSettings;

/**
 * The gradient itself, or its heavy-ball average φ ← μφ + ĝ.
 *
 * @param momentum μ in [0, 1); 0 keeps no state
 */
public record Sgd(double momentum) implements FirstOrderRule {

  public Sgd {
    SdzeSettings.MOMENTUM.require(momentum);
  }

  @Override
  public State state(long rows, long columns, INDArray like) {
    Argument.given("like", like);
    Argument.atLeastOne("rows", rows);
    Argument.atLeastOne("columns", columns);
    return new Velocity(momentum == 0 ? null : Nd4j.zeros(like.dataType(), rows, columns).dup('f'));
  }

  @Override
  public long numbers(long rows, long columns) {
    return momentum > 0 ? rows * columns : 0;
  }

  private final class Velocity implements State {
    private final @Nullable INDArray velocity;

    Velocity(@Nullable INDArray velocity) {
      this.velocity = velocity;
    }

    @Override
    public List<INDArray> arrays() {
      return velocity == null ? List.of() : List.of(velocity);
    }

    @Override
    public void transform(INDArray gradient, long from, long step) {
      if (velocity != null) {
        INDArray tile = ParameterGradient.rows(velocity, from, from + gradient.rows());
        tile.muli(momentum).addi(gradient);
        gradient.assign(tile);
      }
    }
  }
}

package org.sdze.optimizer.step;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.floating.Sqrt;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.estimate.ParameterGradient;

/**
 * Adam (Kingma &amp; Ba, arXiv:1412.6980): two buffers as large as the parameter.
 *
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added to the root, positive
 */
public record Adam(double beta1, double beta2, double epsilon) implements FirstOrderRule {

  public Adam {
    Argument.fraction("beta1", beta1);
    Argument.fraction("beta2", beta2);
    Argument.positive("epsilon", epsilon);
  }

  /** The constants of the paper. */
  public Adam() {
    this(0.9, 0.999, 1e-8);
  }

  @Override
  public State state(long rows, long columns, INDArray like) {
    Argument.given("like", like);
    Argument.atLeastOne("rows", rows);
    Argument.atLeastOne("columns", columns);
    INDArray first = Nd4j.zeros(like.dataType(), rows, columns).dup('f');
    INDArray second = Nd4j.zeros(like.dataType(), rows, columns).dup('f');
    return new Moments(first, second);
  }

  @Override
  public long numbers(long rows, long columns) {
    return 2 * rows * columns;
  }

  private final class Moments implements State {
    private final INDArray first;
    private final INDArray second;

    Moments(INDArray first, INDArray second) {
      this.first = first;
      this.second = second;
    }

    @Override
    public List<INDArray> arrays() {
      return List.of(first, second);
    }

    @Override
    public void transform(INDArray gradient, long from, long step) {
      long to = from + gradient.rows();
      INDArray m = ParameterGradient.rows(first, from, to);
      INDArray v = ParameterGradient.rows(second, from, to);
      m.muli(beta1).addi(gradient.mul(1 - beta1));
      v.muli(beta2).addi(gradient.mul(gradient).muli(1 - beta2));
      double steps = step + 1.0;
      double size = Math.sqrt(1 - Math.pow(beta2, steps)) / (1 - Math.pow(beta1, steps));
      INDArray root = Nd4j.getExecutioner().exec(new Sqrt(v, v.ulike())).addi(epsilon);
      gradient.assign(m.div(root).muli(size));
    }
  }
}

package org.sdze.pinn.credit;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.estimate.ExplicitRows;
import org.sdze.optimizer.estimate.RowBlock;
import org.sdze.optimizer.forward.DenseLayer;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.pinn.jet.Jet;
import org.sdze.pinn.jet.TaylorPass;
import org.sdze.pinn.operator.Direction;

/**
 * The first layer of a network with one hidden layer whose jets have one line for all axes of a set
 * S: a network of d + 1 inputs, the last of which is 0 at all points and has the weights s_j =
 * ‖W_S,j‖. Along its axis jets of order 2 have the coefficient a_j σ″(z_j) s_j² / 2, the sum of
 * those along the axes of S. Made for the weights as they are; collects credit by them, each row
 * once.
 */
public final class SummedEntrance {

  private final DenseNetwork network;
  private final List<Integer> axes;
  private final List<Integer> others;
  private final DenseLayer extended;
  private final INDArray own; // W_S
  private final INDArray norms;
  private final Workspace work;
  private @Nullable AxisRows rows;

  /**
   * The entrance of a network with its present weights.
   *
   * @param network of one hidden layer
   * @param axes S
   * @param work holds what a step needs
   */
  public SummedEntrance(DenseNetwork network, Set<Integer> axes, Workspace work) {
    this.network = network;
    this.axes = axes.stream().sorted().toList();
    this.work = work;
    DenseLayer layer = network.layers().get(0);
    int d = (int) layer.inputs();
    this.others = IntStream.range(0, d).boxed().filter(axis -> !axes.contains(axis)).toList();
    this.own = AxisRows.rows(layer.weights(), this.axes);
    this.norms = own.norm2(true, 0);
    INDArray weights = Nd4j.vstack(layer.weights(), norms).dup('f');
    this.extended = new DenseLayer(layer.name(), weights, layer.bias(), layer.activation());
  }

  /** Points with the input that is 0. */
  public static INDArray points(INDArray points) {
    return Nd4j.hstack(points, Nd4j.zeros(points.dataType(), points.rows(), 1)).dup('f');
  }

  /**
   * A pass of jets.
   *
   * @param input of d + 1 inputs
   */
  public TaylorPass pass(Jet input) {
    return new TaylorPass(
        List.of(extended, network.output()), List.of(List.of(), network.feeds(1)), input);
  }

  /**
   * Takes the credit of some rows.
   *
   * @param credit of a pass of this entrance
   * @param lines the directions of its lines; axis d stands for S
   * @param points of the pass, {@code [n, d]}
   * @param first the place of the first row
   * @param count of all rows
   * @param multiple by which they are multiplied
   */
  public void add(
      TaylorCredit credit,
      List<Direction> lines,
      INDArray points,
      int first,
      int count,
      double multiple) {
    int from = first;
    for (Jet each : credit.atEntrance()) {
      add(each, lines, points, from, rows(count), multiple);
      from += points.rows();
    }
  }

  private AxisRows rows(int count) {
    if (rows == null) {
      long h = extended.outputs();
      rows =
          new AxisRows(
              network.layers().get(0).weights(),
              axes,
              own,
              work.buffer("points in axes", count, axes.size()),
              work.buffer("by values", count, h),
              work.buffer("by norms", count, h),
              others,
              work.buffer("by other axes", count, Math.max(1, others.size()) * h),
              work);
    }
    return rows;
  }

  private void add(
      Jet credit, List<Direction> lines, INDArray points, int first, AxisRows to, double multiple) {
    int end = first + points.rows();
    long h = extended.outputs();
    for (int k = 0; k < axes.size(); k++) {
      AxisRows.part(to.points(), first, end, k, 1).assign(points.getColumn(axes.get(k), true));
    }
    INDArray value = credit.value().mul(multiple);
    AxisRows.part(to.byValue(), first, end, 0, h).assign(value);
    AxisRows.part(to.byNorms(), first, end, 0, h).assign(0);
    for (int k = 0; k < others.size(); k++) {
      INDArray column = points.getColumn(others.get(k), true).dup('f');
      AxisRows.part(to.written(), first, end, k, h).assign(value.mulColumnVector(column));
    }
    for (int l = 0; l < lines.size(); l++) {
      INDArray slope = credit.lines().get(l).coefficients().get(0);
      for (Map.Entry<Integer, Double> each : lines.get(l).components().entrySet()) {
        INDArray part = slope.mul(multiple * each.getValue());
        if (each.getKey() == network.inputs()) {
          AxisRows.part(to.byNorms(), first, end, 0, h).assign(part.diviRowVector(divisors()));
        } else {
          AxisRows.part(to.written(), first, end, others.indexOf(each.getKey()), h).addi(part);
        }
      }
    }
  }

  /** s, and 1 for a unit that has no weights in S: its derivative by s is 0 too. */
  private INDArray divisors() {
    return norms.add(norms.eq(0).castTo(norms.dataType()));
  }

  /**
   * The rows' columns for the weights of the first layer, and for its bias.
   *
   * @throws IllegalStateException if nothing was added
   */
  public List<RowBlock> blocks() {
    if (rows == null) {
      throw new IllegalStateException("no credit was added");
    }
    INDArray bias = network.layers().get(0).bias();
    int[] all = IntStream.range(0, bias.columns()).toArray();
    return List.of(rows, new ExplicitRows(bias, rows.byValue(), all));
  }
}

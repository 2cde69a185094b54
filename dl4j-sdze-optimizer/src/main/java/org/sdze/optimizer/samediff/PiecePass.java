package org.sdze.optimizer.samediff;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.network.NetworkPass;
import org.sdze.optimizer.network.OutputDifferences;
import org.sdze.optimizer.network.Parameter;
import org.sdze.optimizer.network.PassLayer;
import org.sdze.optimizer.text.Text;

/** One execution of a graph of which pieces are known, on one batch. */
final class PiecePass implements NetworkPass, PieceLayer.Above {

  /** Copies of the largest array that crediting a layer takes. */
  private static final int PROBED = 8;

  private final GraphPlan plan;
  private final GraphRun run;
  private final double sign;
  private final long samples;
  private final INDArray losses;
  private final double divisor;
  private final List<PassLayer> layers = new ArrayList<>();

  /**
   * Reads the losses of an execution.
   *
   * @param run of the plan's operations
   * @param sign 1 to minimise, −1 to maximise
   * @param samples the number of samples of its batch
   */
  PiecePass(GraphPlan plan, GraphRun run, double sign, long samples) {
    this.plan = plan;
    this.run = run;
    this.sign = sign;
    this.samples = samples;
    this.losses = losses(run::value);
    this.divisor = plan.losses().divisor(run::value, samples);
    plan.credited().forEach(each -> layers.add(new PieceLayer(each, run, this)));
    layers.addAll(plan.others());
  }

  private INDArray losses(Function<String, INDArray> values) {
    INDArray each = plan.losses().losses(values, samples);
    if (each == null) {
      throw new IllegalArgumentException(
          Text.format(
              "the graph's loss \"%s\" is not made of one number for each of the batch's %d samples, as that of the first batch was",
              plan.losses().loss(), samples));
    }
    return each.muli(sign);
  }

  @Override
  public int samples() {
    return (int) samples;
  }

  @Override
  public double divisor() {
    return divisor;
  }

  @Override
  public long numbers() {
    return run.numbers() + PROBED * run.largest();
  }

  @Override
  public INDArray losses() {
    return losses;
  }

  @Override
  public List<PassLayer> layers() {
    return layers;
  }

  @Override
  public INDArray lossesAgain(List<PassLayer> moved) {
    Set<String> variables = new HashSet<>();
    for (PassLayer layer : moved) {
      layer.parameters().stream().map(Parameter::name).forEach(variables::add);
    }
    return run.again(Map.of(), plan.operations().above(variables), this::losses);
  }

  @Override
  public INDArray lossesWith(GraphCredit piece, INDArray activated) {
    return run.again(Map.of(piece.activated(), activated), piece.above(), this::losses);
  }

  @Override
  public INDArray outputCredit(GraphCredit piece) {
    Operation formula = piece.formula();
    return formula == null
        ? OutputDifferences.of(
            run.value(piece.piece().output()), moved -> lossesWith(piece, moved), 1)
        : SampleLosses.formula(formula, run::value).muli(sign);
  }

  @Override
  public INDArray credit(GraphCredit piece) {
    INDArray sum = null;
    for (PassLayer layer : layers) {
      if (layer instanceof PieceLayer output
          && output.plan().piece().input().equals(piece.activated())) {
        INDArray weights = output.plan().piece().matrix();
        INDArray through = output.outputCredit().mmul(weights.transpose());
        sum = sum == null ? through : sum.addi(through);
      }
    }
    if (sum == null) {
      throw new IllegalStateException(Text.format("nothing reads \"%s\"", piece.activated()));
    }
    return sum;
  }

  @Override
  public double rerun() {
    return 1; // operations of a graph are not told apart by what they cost
  }

  @Override
  public void forget(PassLayer layer) {
    // all arrays are freed together, after the step
  }
}

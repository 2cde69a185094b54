package org.sdze.pinn.loss;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.estimate.ExplicitRows;
import org.sdze.optimizer.estimate.ResidualRows;
import org.sdze.optimizer.estimate.RowBlock;
import org.sdze.optimizer.estimate.SampleRows;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.memory.ScratchMemory;
import org.sdze.optimizer.objective.LeastSquaresObjective;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.credit.SummedEntrance;
import org.sdze.pinn.credit.TaylorCredit;
import org.sdze.pinn.credit.WrittenRows;
import org.sdze.pinn.domain.Shift;
import org.sdze.pinn.equation.TrialJets;
import org.sdze.pinn.jet.Jet;
import org.sdze.pinn.jet.TaylorPass;
import org.sdze.pinn.operator.Direction;
import org.sdze.pinn.operator.LinePlan;

/**
 * The residuals of all terms at the points of one step, one below the other: N of them, E at each
 * of a term's n points. With a term's weight w its residuals and rows are multiplied by √(w N / n),
 * so that the mean of all squares is the sum of w times each term's E[Σ r²]. A periodic term's
 * residual is that at a point less that at its partner: two parts, one above the other. An
 * integral's is a sum over its points.
 */
final class TermsObjective implements LeastSquaresObjective {

  private final TermsLoss loss;
  private final List<Part> parts = new ArrayList<>();
  private final int samples;

  /** A term at its points, or minus the same at their partners. */
  @SuppressWarnings("ArrayRecordComponent") // a value of one step, never compared
  private record Part(
      TermResidual residual,
      INDArray points,
      TrialJets trial,
      double[][] sources,
      double weight,
      int first,
      int sign) {

    static Part of(TermResidual residual, INDArray points, double weight, int first, int sign) {
      return new Part(
          residual, points, residual.trial(points), residual.sources(points), weight, first, sign);
    }

    /** How many residuals each equation has. */
    int residuals() {
      return isSum() ? 1 : trial.count();
    }

    boolean isSum() {
      return residual.term().integral() != null;
    }

    int samples() {
      return sources.length * residuals();
    }

    TaylorPass pass(DenseNetwork network, @Nullable SummedEntrance entrance) {
      Jet input = residual.input(points);
      return entrance == null ? new TaylorPass(network, input) : entrance.pass(input);
    }

    PointJets jets(TaylorPass pass) {
      return PointJets.of(residual.plan(), pass.output());
    }

    double[] at(PointJets jets) {
      return residual.at(points, trial, sources, jets);
    }

    /** ±√(w N / n). */
    double factor(int all) {
      return sign * Math.sqrt(weight * all / residuals());
    }
  }

  /**
   * An objective.
   *
   * @param points by term
   */
  TermsObjective(TermsLoss loss, List<INDArray> points) {
    this.loss = loss;
    int rows = 0;
    for (int k = 0; k < points.size(); k++) {
      TermResidual residual = loss.residuals().get(k);
      double weight = loss.weights().get(k);
      Part part = Part.of(residual, points.get(k), weight, rows, 1);
      parts.add(part);
      TermResidual partner = loss.partners().get(k);
      Shift shift = residual.term().partner();
      if (partner != null && shift != null) {
        parts.add(Part.of(partner, shift.of(points.get(k)), weight, rows, -1));
      }
      rows += part.samples();
    }
    this.samples = rows;
  }

  @Override
  public int samples() {
    return samples;
  }

  @Override
  public double[] losses(DenseNetwork network) {
    double[] losses = new double[samples];
    SummedEntrance entrance = loss.entrance(network);
    for (Part part : parts) {
      double[] residuals =
          ScratchMemory.part(() -> part.at(part.jets(part.pass(network, entrance))));
      add(part, residuals, losses);
    }
    for (int i = 0; i < samples; i++) {
      losses[i] *= losses[i];
    }
    return losses;
  }

  private void add(Part part, double[] residuals, double[] all) {
    double factor = part.factor(samples);
    int n = part.trial.count();
    for (int i = 0; i < residuals.length; i++) {
      int at = part.isSum() ? i / n : i;
      all[part.first + at] += factor * part.residual.pointWeight(i % n) * residuals[i];
    }
  }

  @Override
  public ResidualRows rows(DenseNetwork network, UnitCredit credit, RandomKey key) {
    if (credit.units() < UnitCredit.ALL) {
      throw new IllegalArgumentException(
          "exact lines take all units of a layer, but units was " + credit.units());
    }
    return ResidualRows.squared(rows(network, loss.rows(network, samples), network.parameters()));
  }

  @Override
  public SampleRows outputRows(DenseNetwork network, UnitCredit credit, RandomKey key) {
    WrittenRows written = new WrittenRows(network.layers(), network.hiddenLayers(), samples);
    return rows(network, written, List.of(network.output().weights(), network.output().bias()));
  }

  /** The mean of ‖∂r‖² over the rows of each term, without its weight. */
  double[] meanSquaredRows(DenseNetwork network) {
    WrittenRows written = loss.rows(network, samples);
    rows(network, written, network.parameters());
    double[] squares = written.squaredNorms();
    double[] means = new double[loss.residuals().size()];
    int term = -1;
    for (Part part : parts) {
      if (part.sign > 0) {
        term++;
        double factor = part.factor(samples);
        double mean =
            Arrays.stream(squares, part.first, part.first + part.samples()).average().orElse(0);
        means[term] = mean / (factor * factor);
      }
    }
    return means;
  }

  /**
   * The rows by some of the parameters, from the bottom up.
   *
   * @param written of the layers that {@code parameters} begin with, or of those above the first
   */
  private SampleRows rows(DenseNetwork network, WrittenRows written, List<INDArray> parameters) {
    double[] residuals = new double[samples];
    SummedEntrance entrance = loss.entrance(network);
    SummedEntrance first = written.arrayCount() < parameters.size() ? entrance : null;
    for (Part part : parts) {
      TaylorPass pass = part.pass(network, entrance);
      PointJets jets = part.jets(pass);
      double[] own = part.at(jets);
      add(part, own, residuals);
      List<Jet> by = part.residual.sensitivity(part.points, part.trial, own, jets);
      TaylorCredit credit = new TaylorCredit(pass, by);
      double factor = part.factor(samples);
      credit.addTo(written, part.first, part.isSum(), factor);
      if (first != null) {
        List<Direction> lines =
            part.residual.plan().lines().stream().map(LinePlan.Line::direction).toList();
        first.add(credit, lines, part.points, part.first, samples, factor);
      }
    }
    List<RowBlock> blocks = new ArrayList<>();
    if (first != null) {
      blocks.addAll(first.blocks());
    }
    for (INDArray array : written.arrays()) {
      INDArray parameter = parameters.get(blocks.size());
      int[] columns = IntStream.range(0, parameter.columns()).toArray();
      blocks.add(new ExplicitRows(parameter, array, columns));
    }
    return new SampleRows(network, residuals, blocks, loss.workspace());
  }

  /** The rows written out, on the host and for a product, beside points and kernel. */
  @Override
  public long numbers(DenseNetwork network) {
    return 2L * samples * network.parameterCount() + plainNumbers(network);
  }
}

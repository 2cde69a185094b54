package org.sdze.pinn.loss;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.SpanFactor;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.memory.ScratchMemory;
import org.sdze.optimizer.objective.LeastSquaresObjective;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.credit.SummedEntrance;
import org.sdze.pinn.credit.WrittenRows;
import org.sdze.pinn.domain.Quadrature;
import org.sdze.pinn.equation.HardConstraint;
import org.sdze.pinn.operator.SummedAxes;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.Term;

/**
 * The loss of any problem: operators of any order along fixed lines, exactly, any number of
 * outputs, equations and conditions (docs/method.md §7a).
 */
public final class TermsLoss implements Loss {

  /** Of the domain, by which weights are balanced. */
  private static final int BALANCED_POINTS = 100;

  private final Problem problem;
  private final int batch;
  private final List<TermResidual> residuals = new ArrayList<>();
  private final List<@Nullable TermResidual> partners = new ArrayList<>(); // of periodic terms
  private final List<Double> weights = new ArrayList<>();
  private final Set<Integer> summed = new TreeSet<>(); // axes for which one line stands
  private final Workspace workspace;
  private @Nullable WrittenRows rows;

  TermsLoss(DenseNetwork network, Problem problem, int batch, TermWeights chosen) {
    if (network.inputs() != problem.networkInputs()) {
      throw new IllegalArgumentException(
          Text.format(
              "the network has %d inputs, but a point of the domain has %d%s",
              network.inputs(),
              problem.networkInputs(),
              problem.periodic() == null ? " coordinates" : ", waves of a coordinate among them"));
    }
    if (network.output().outputs() != problem.outputs()) {
      throw new IllegalArgumentException(
          Text.format(
              "the network has %d outputs, but the solution of %s has %d",
              network.output().outputs(), problem.name(), problem.outputs()));
    }
    this.problem = problem;
    this.batch = batch;
    this.workspace = new Workspace(network.dataType());
    problem.terms().forEach(term -> weights.add(1.0));
    begin(network);
    List<Double> found = weights(network, chosen.kind());
    for (int k = 1; k < found.size(); k++) {
      weights.set(k, found.get(k) * chosen.factor());
    }
    weights.set(0, found.get(0));
    summed.addAll(summedAxes(network));
    if (!summed.isEmpty()) { // weights are balanced by rows along every axis
      begin(network);
    }
  }

  private void begin(DenseNetwork network) {
    residuals.clear();
    partners.clear();
    for (Term term : problem.terms()) {
      residuals.add(new TermResidual(network, problem, term, summed));
      partners.add(
          term.partner() == null ? null : new TermResidual(network, problem, term, summed));
    }
  }

  /** None where a trial function, a second layer or a second point mixes what is along axes. */
  private Set<Integer> summedAxes(DenseNetwork network) {
    boolean isPlain =
        network.hiddenLayers() == 1
            && problem.constraint() instanceof HardConstraint.Free
            && problem.periodic() == null
            && problem.terms().stream()
                .allMatch(term -> term.integral() == null && term.partner() == null);
    return isPlain
        ? SummedAxes.of(problem.terms().stream().map(Term::operators).toList(), problem.inputs())
        : Set.of();
  }

  /** The network's first layer with one line for several axes; null where there are none such. */
  @Nullable SummedEntrance entrance(DenseNetwork network) {
    return summed.isEmpty() ? null : new SummedEntrance(network, summed, workspace);
  }

  private List<Double> weights(DenseNetwork network, TermWeights.Kind kind) {
    if (kind == TermWeights.Kind.STATED || problem.conditions().isEmpty()) {
      return problem.terms().stream().map(Term::weight).toList();
    }
    RandomKey key = RandomKey.root(0).purpose(Purpose.INITIALIZATION);
    List<INDArray> points = new ArrayList<>();
    for (int k = 0; k < residuals.size(); k++) {
      points.add(drawn(k, Math.min(batch, BALANCED_POINTS), key));
    }
    double[] sizes =
        ScratchMemory.part(() -> new TermsObjective(this, points).meanSquaredRows(network));
    rows = null; // those of a step are others
    List<Double> balanced = new ArrayList<>();
    for (int k = 0; k < sizes.length; k++) {
      if (!(sizes[k] > 0) || Double.isInfinite(sizes[k])) {
        throw new IllegalArgumentException(
            Text.format(
                "weights cannot be balanced: the rows of %s have the mean square %s at the start",
                problem.terms().get(k).name(), sizes[k]));
      }
      balanced.add(sizes[0] / sizes[k]);
    }
    return balanced;
  }

  /** The weight of each term in the loss, in their order. */
  public List<Double> weights() {
    return List.copyOf(weights);
  }

  @Override
  public LeastSquaresObjective at(RandomKey key) {
    return objective(drawn(0, batch, key), key);
  }

  @Override
  public LeastSquaresObjective at(INDArray points, RandomKey key) {
    Loss.requirePoints(points, problem);
    INDArray own = workspace.buffer("points of term 0", points.rows(), points.columns());
    return objective(own.assign(points), key);
  }

  private LeastSquaresObjective objective(INDArray points, RandomKey key) {
    List<INDArray> all = new ArrayList<>(List.of(points));
    for (int k = 1; k < residuals.size(); k++) {
      all.add(drawn(k, points.rows(), key));
    }
    return new TermsObjective(this, all);
  }

  private INDArray drawn(int k, int of, RandomKey key) {
    Term term = problem.terms().get(k);
    INDArray points = workspace.buffer("points of term " + k, term.points(of), problem.inputs());
    Quadrature integral = term.integral();
    if (integral != null) {
      return points.assign(integral.points(points.dataType()));
    }
    RandomKey own = key.purpose(Purpose.POINTS);
    term.where().draw(k == 0 ? own : own.index(k), points);
    return points;
  }

  List<TermResidual> residuals() {
    return residuals;
  }

  /** The same terms at the other points of periodic conditions; null for others. */
  List<@Nullable TermResidual> partners() {
    return partners;
  }

  Workspace workspace() {
    return workspace;
  }

  /** Zeros for so many rows, of all layers that {@link #entrance} does not see to. */
  WrittenRows rows(DenseNetwork network, int samples) {
    if (rows == null || rows.rows() != samples) {
      rows = new WrittenRows(network.layers(), summed.isEmpty() ? 0 : 1, samples);
    } else {
      rows.clear();
    }
    return rows;
  }

  @Override
  public @Nullable SpanFactor span() {
    return null;
  }
}

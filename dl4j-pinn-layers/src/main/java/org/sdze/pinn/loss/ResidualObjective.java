package org.sdze.pinn.loss;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.estimate.ResidualRows;
import org.sdze.optimizer.estimate.SampleRows;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.memory.ScratchMemory;
import org.sdze.optimizer.objective.LeastSquaresObjective;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.text.Text;
import org.sdze.optimizer.wide.HeldPoints;
import org.sdze.optimizer.wide.PointBatch;
import org.sdze.optimizer.wide.WideChange;
import org.sdze.optimizer.wide.WideLayer;
import org.sdze.pinn.credit.JetRows;
import org.sdze.pinn.credit.OutputSensitivity;
import org.sdze.pinn.credit.UnitSensitivities;
import org.sdze.pinn.credit.VectorGram;
import org.sdze.pinn.direction.DirectionLaw.DirectionDraw;
import org.sdze.pinn.direction.DirectionSet;
import org.sdze.pinn.equation.FunctionJet;
import org.sdze.pinn.equation.TrialFunction;
import org.sdze.pinn.jet.EntranceVectors;
import org.sdze.pinn.jet.JetPass;

/**
 * The residual of an equation on the points and along the directions of one step.
 *
 * <p>Points, source and directions are drawn once, when it is made: every evaluation sees the same
 * ones, whatever the parameters are.
 */
public final class ResidualObjective implements LeastSquaresObjective {

  private final ResidualLoss loss;
  private final INDArray points;
  private final List<DirectionDraw> draws = new ArrayList<>();
  private final PointResidual residual;
  private final EntranceVectors vectors;
  private @Nullable List<INDArray> images; // of the vectors, the same for all directions
  private long imagesVersion;

  ResidualObjective(ResidualLoss loss, INDArray points, RandomKey directionKey) {
    this.loss = loss;
    this.points = points;
    int halves = loss.form() == ResidualForm.UNBIASED ? 2 : 1;
    for (int half = 0; half < halves; half++) {
      draws.add(
          loss.directions()
              .draw(directionKey.index(half), space(), points.columns(), workspace(half)));
    }
    TrialFunction trial =
        TrialFunction.at(points, loss.problem().constraint(), loss.problem().equation());
    String source =
        Text.format("the source of the equation \"%s\"", loss.problem().equation().name());
    this.residual =
        new PointResidual(loss, points, trial, loss.problem().source().finiteAt(points, source));
    this.vectors = EntranceVectors.of(points, trial.field(), loss.workspace());
    loss.check().begin();
  }

  @Override
  public int samples() {
    return Math.toIntExact(points.rows());
  }

  /** The collocation points, {@code [n, d]}; not to be changed. */
  public INDArray points() {
    return points;
  }

  @Override
  public double[] losses(DenseNetwork network) {
    double[] losses = residuals(network, 0);
    double[] second = draws.size() == 1 ? losses.clone() : residuals(network, 1);
    for (int i = 0; i < losses.length; i++) {
      losses[i] *= second[i];
    }
    return losses;
  }

  private double[] residuals(DenseNetwork network, int half) {
    return ScratchMemory.part(
        () -> {
          JetPass pass = pass(network, half);
          return residual.at(pass.output(), addend(pass), network.version());
        });
  }

  /**
   * An evaluation along one set of directions, before anything is made of it. Its arrays are
   * overwritten by the next one of the same half.
   *
   * @param pass the jet pass
   * @param residuals r, {@code [n]}
   * @param sensitivity ∂r by what left the network
   */
  @SuppressWarnings("ArrayRecordComponent") // a value of one step, never compared
  public record Evaluation(JetPass pass, double[] residuals, OutputSensitivity sensitivity) {}

  /**
   * The evaluations whose residuals' product is the loss of a sample: one, to be squared, or two of
   * independent directions.
   */
  public List<Evaluation> evaluate(DenseNetwork network) {
    return IntStream.range(0, draws.size()).mapToObj(half -> evaluate(network, half)).toList();
  }

  private Evaluation evaluate(DenseNetwork network, int half) {
    JetPass pass = pass(network, half);
    INDArray addend = addend(pass);
    double[] residuals = residual.at(pass.output(), addend, network.version());
    return new Evaluation(
        pass, residuals, residual.sensitivity(pass.output(), addend, residuals, points.dataType()));
  }

  /** v_r·∇g along the directions of a pass, {@code [n, V]}; null where nothing asks for it. */
  private @Nullable INDArray addend(JetPass pass) {
    FunctionJet g = residual.trial().addendInProduct();
    if (g == null) {
      return null;
    }
    INDArray along = project(pass, g.field());
    INDArray slopes = Nd4j.create(g.slope(), new long[] {g.slope().length, 1}, 'f');
    return along.muliColumnVector(slopes.castTo(along.dataType()));
  }

  @Override
  public ResidualRows rows(DenseNetwork network, UnitCredit credit, RandomKey key) {
    return rows(network, () -> UnitSensitivities.byDifferences(credit), key);
  }

  /**
   * The residuals and their derivatives by the parameters.
   *
   * @param sensitivities one for each set of directions: how its derivatives are found
   * @param key draws the units, where not all are asked for
   */
  public ResidualRows rows(
      DenseNetwork network, Supplier<UnitSensitivities> sensitivities, RandomKey key) {
    VectorGram gram = new VectorGram(vectors.vectors(), loss.workspace());
    SampleRows first = sampleRows(network, 0, sensitivities.get(), key, gram);
    return draws.size() == 1
        ? ResidualRows.squared(first)
        : new ResidualRows(first, sampleRows(network, 1, sensitivities.get(), key, gram));
  }

  private SampleRows sampleRows(
      DenseNetwork network,
      int half,
      UnitSensitivities sensitivities,
      RandomKey key,
      VectorGram gram) {
    Evaluation evaluation = evaluate(network, half);
    INDArray unseen = unseenField(evaluation);
    if (unseen != null) {
      Workspace own = workspace(half).scope("fields");
      EntranceVectors all = EntranceVectors.of(points, unseen, own);
      return JetRows.of(
          evaluation.pass(),
          evaluation.residuals(),
          evaluation.sensitivity(),
          sensitivities,
          key,
          loss.span(),
          all,
          JetPass.images(network, all.vectors(), own),
          workspace(half).scope("credit"));
    }
    return JetRows.of(
        evaluation.pass(),
        evaluation.residuals(),
        evaluation.sensitivity(),
        sensitivities,
        key,
        loss.span(),
        gram,
        workspace(half).scope("credit"));
  }

  /**
   * All that the residuals know of N along fields, ∂r/∂(q·∇N) q + ∂r/∂(∇g·∇N) (∇g − VᵀV∇g), {@code
   * [n, d]}: the first layer's weights reach ∇g·∇N by all of ∇g, of which exact directions follow
   * what lies in the span of the weights alone. Null where they follow all of it, or their estimate
   * is what the residual holds.
   */
  private @Nullable INDArray unseenField(Evaluation evaluation) {
    FunctionJet g = residual.trial().addendInProduct();
    INDArray byAddend = evaluation.sensitivity().byAlongAddend();
    DirectionSet directions = evaluation.pass().directions();
    long space = space();
    if (g == null
        || byAddend == null
        || !loss.directions().isExact()
        || directions.count() >= space) {
      return null;
    }
    INDArray along = Nd4j.createUninitialized(points.dataType(), points.shape(), 'f');
    along.assign(g.field());
    if (space < points.columns()) {
      along.getColumn(space).assign(0);
    }
    INDArray seen = project(evaluation.pass(), along);
    INDArray unseen = along.transpose().dup('f');
    WideChange change = directions.change(seen.transpose().dup('f'));
    WideLayer layer = evaluation.pass().network().wide(0);
    layer.addTo(unseen, 0, points.columns(), -1, List.of(change));
    INDArray slopes = Nd4j.create(g.slope(), new long[] {g.slope().length, 1}, 'f');
    return residual
        .trial()
        .field()
        .mulColumnVector(evaluation.sensitivity().byAlongField())
        .addi(unseen.transpose().mulColumnVector(slopes.castTo(along.dataType()).muli(byAddend)));
  }

  private long space() {
    return loss.problem().isOfTerminalValue() ? loss.problem().dimension() : points.columns();
  }

  /** X Vᵀ, {@code [n, V]}. */
  private static INDArray project(JetPass pass, INDArray vectors) {
    PointBatch batch = new HeldPoints(vectors);
    WideLayer layer = pass.network().wide(0);
    INDArray images =
        Nd4j.createUninitialized(
            vectors.dataType(), new long[] {vectors.rows(), layer.outputs()}, 'f');
    return pass.directions().project(batch, layer.images(batch, images));
  }

  private JetPass pass(DenseNetwork network, int half) {
    if (network != loss.span().network()) {
      throw new IllegalArgumentException("this objective belongs to another network");
    }
    if (images == null || imagesVersion != network.version()) {
      images =
          asksForNorms()
              ? JetPass.images(loss.span(), vectors.vectors(), loss.workspace())
              : JetPass.images(network, vectors.vectors(), loss.workspace());
      imagesVersion = network.version();
    }
    return new JetPass(
        network,
        vectors,
        images,
        draws.get(half).through(loss.span()),
        loss.plan().followsDirections(),
        workspace(half));
  }

  /** Whether a pass will ask for no more of the span than the norms of the columns of W. */
  private boolean asksForNorms() {
    return loss.span().network().hiddenLayers() == 1
        && loss.directions().isExact()
        && !loss.plan().followsDirections();
  }

  private Workspace workspace(int half) {
    return loss.workspace().scope("half " + half);
  }
}

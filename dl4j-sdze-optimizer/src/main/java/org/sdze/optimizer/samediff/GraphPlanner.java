package org.sdze.optimizer.samediff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.forward.StepMemory;
import org.sdze.optimizer.network.LayerCredit;
import org.sdze.optimizer.network.Parameter;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans how a graph is trained, from its operations and one batch. What a graph's operations do to
 * numbers is tried, and not looked up: pre-activations of half of the samples are moved, and the
 * losses of the other half must stay where they are.
 */
final class GraphPlanner {

  private static final Logger LOG = LoggerFactory.getLogger(GraphPlanner.class);

  /** The widest output that is credited by differences of the losses, unit by unit. */
  private static final int FEW = 16;

  /** How far the loss of a batch may be from that of its samples, relative to their size. */
  private static final double SAME = 1e-4;

  /** By how much what does not depend on a move may change, relative to its size. */
  private static final double ROUNDING = 1e-6;

  private final Operations operations;
  private final List<Piece> pieces;
  private final GraphRun run;
  private final @Nullable SampleLosses losses; // null for a layer's graph
  private final Operations executed;
  private final Function<Function<String, INDArray>, INDArray> results;
  private final INDArray before;
  private final Set<String> given;
  private final RandomKey key;

  /**
   * A planner.
   *
   * @param results what is made for the samples, one a row
   * @param given the variables whose credit is known from elsewhere
   */
  private GraphPlanner(
      Operations operations,
      List<Piece> pieces,
      GraphRun run,
      @Nullable SampleLosses losses,
      Function<Function<String, INDArray>, INDArray> results,
      Set<String> given,
      RandomKey key) {
    this.operations = operations;
    this.pieces = pieces;
    this.run = run;
    this.losses = losses;
    this.executed = losses == null ? operations : operations.without(losses.reduction());
    this.results = results;
    this.before = results.apply(run::value);
    this.given = given;
    this.key = key;
  }

  /**
   * The plan for a graph; null where no variable's credit is its own: no piece is known, the losses
   * of samples are not, or they depend on other samples.
   *
   * @param trained the names of the variables that are trained
   * @param placeholders a batch
   * @param samples the number of samples in it
   * @param memory bounds what pieces lay out
   * @param key of the numbers that are tried
   */
  static @Nullable GraphPlan plan(
      SameDiff graph,
      String loss,
      List<String> trained,
      VariableParameter parameters,
      Map<String, INDArray> placeholders,
      long samples,
      StepMemory memory,
      RandomKey key) {
    Operations operations = Operations.of(graph, loss);
    List<Piece> pieces = operations == null ? List.of() : Piece.of(graph, operations, memory);
    if (operations == null || pieces.isEmpty()) {
      return null;
    }
    GraphRun run = new GraphRun(graph, new GraphSession(graph), operations, placeholders, key);
    try {
      SampleLosses losses = SampleLosses.of(graph, operations, loss, run::value);
      INDArray before = losses.losses(run::value, samples);
      if (before == null || !isSum(before, losses, run, samples)) {
        return null;
      }
      GraphPlanner planner =
          new GraphPlanner(
              operations,
              pieces,
              run,
              losses,
              values -> losses.losses(values, samples),
              Set.of(),
              key);
      List<GraphCredit> credited = planner.credited(parameters);
      Set<String> known = new HashSet<>();
      credited.forEach(each -> known.addAll(each.piece().variables()));
      List<GraphLayer> others =
          trained.stream()
              .filter(name -> !known.contains(name))
              .map(name -> new GraphLayer(parameters.of(name, null)))
              .toList();
      return credited.isEmpty() ? null : new GraphPlan(planner.executed, losses, credited, others);
    } finally {
      run.release();
    }
  }

  /**
   * The pieces of a layer's graph whose credit is their own. Where that of the layer's output is
   * known, a dense piece whose units give it, side by side with others' or alone, is credited
   * exactly.
   *
   * @param run on rows of samples
   * @param output what the layer gives, a row a sample
   */
  static List<GraphCredit> ofLayer(
      Operations operations,
      List<Piece> pieces,
      GraphRun run,
      String output,
      boolean isCreditKnown,
      VariableParameter parameters,
      RandomKey key) {
    Set<String> given = new HashSet<>();
    if (isCreditKnown) {
      given.add(output);
      Operation last = operations.all().get(operations.all().size() - 1);
      boolean isRowByRow = last.is("concat") && last.wholes().length > 0 && last.wholes()[0] == 1;
      last.inputs().stream()
          .filter(each -> isRowByRow && operations.reader(each) != null)
          .filter(each -> last.inputs().stream().filter(each::equals).count() == 1)
          .forEach(given::add);
    }
    return new GraphPlanner(
            operations, pieces, run, null, values -> values.apply(output), given, key)
        .credited(parameters);
  }

  /** Whether the loss is the sum of those of the samples over its divisor. */
  private static boolean isSum(INDArray each, SampleLosses losses, GraphRun run, long samples) {
    if (losses.reduction() == null) {
      return true;
    }
    INDArray total = run.value(losses.loss());
    double divisor = losses.divisor(run::value, samples);
    double size = each.norm1Number().doubleValue() / divisor;
    double sum = each.sumNumber().doubleValue() / divisor;
    return total.length() == 1 && Math.abs(sum - total.sumNumber().doubleValue()) <= SAME * size;
  }

  private List<GraphCredit> credited(VariableParameter parameters) {
    List<GraphCredit> credited = new ArrayList<>();
    Set<String> outputs = new HashSet<>(); // what the exactly credited outputs multiply
    for (int k = pieces.size() - 1; k >= 0; k--) {
      Piece piece = pieces.get(k);
      if (!isOfSamples(piece)) {
        continue;
      }
      List<Operation> elementwise = elementwise(piece, key.index(2L * k));
      LayerCredit credit = credit(piece, elementwise, outputs);
      if (credit == LayerCredit.OUTPUT) {
        elementwise = List.of();
        outputs.add(piece.product().name());
      }
      String activated = GraphCredit.activated(piece, elementwise);
      List<Operation> above = executed.above(Set.of(activated));
      if (!areApart(activated, above, key.index(2L * k + 1))) {
        outputs.remove(piece.product().name());
        LOG.info(
            "\"{}\" is trained in a subspace: the loss of a sample depends on what other samples make of it",
            piece.weights());
        continue;
      }
      List<Parameter> own = new ArrayList<>();
      own.add(parameters.of(piece.weights(), piece.matrix()));
      if (piece.bias() != null) {
        own.add(parameters.of(piece.bias(), null));
      }
      credited.add(
          0, new GraphCredit(piece, own, credit, elementwise, above, formula(piece, credit)));
    }
    return credited;
  }

  /** Whether the rows of a piece's input and output are samples, of a type that is worked with. */
  private boolean isOfSamples(Piece piece) {
    INDArray x = run.value(piece.input());
    INDArray z = run.value(piece.output());
    int rank = piece.isDense() ? 2 : 4;
    DataType type = z.dataType();
    return x.rank() == rank
        && z.rank() == rank
        && x.size(0) == before.rows()
        && z.size(0) == before.rows()
        && (type == DataType.FLOAT || type == DataType.DOUBLE);
  }

  private LayerCredit credit(Piece piece, List<Operation> elementwise, Set<String> outputs) {
    String activated = GraphCredit.activated(piece, elementwise);
    if (losses == null || !piece.isDense()) {
      return piece.isDense() && given.contains(activated) ? LayerCredit.UNITS : LayerCredit.NOISE;
    }
    List<Operation> readers = operations.readers(activated);
    boolean isBelowOutputs =
        !readers.isEmpty()
            && readers.stream()
                .allMatch(
                    each ->
                        outputs.contains(each.name()) && each.inputs().get(0).equals(activated));
    if (isBelowOutputs) {
      return LayerCredit.UNITS;
    }
    boolean isFew = run.value(piece.output()).columns() <= FEW;
    boolean isTop = executed.above(Set.of(piece.output())).stream().noneMatch(this::isProduct);
    return isTop && (isFew || formula(piece, LayerCredit.OUTPUT) != null)
        ? LayerCredit.OUTPUT
        : LayerCredit.NOISE;
  }

  private boolean isProduct(Operation operation) {
    return pieces.stream().anyMatch(piece -> piece.product().equals(operation));
  }

  /** The loss of ND4J that makes the losses of samples of a piece's output alone. */
  private @Nullable Operation formula(Piece piece, LayerCredit credit) {
    Operation reader = operations.reader(piece.output());
    if (losses == null
        || credit != LayerCredit.OUTPUT
        || reader == null
        || !SampleLosses.hasFormula(reader, piece.output(), run::value)) {
      return null;
    }
    Operation reduction = losses.reduction();
    boolean isLast =
        reader.equals(reduction)
            || (reduction == null
                ? reader.output().equals(losses.loss())
                : reduction.inputs().get(0).equals(reader.output()));
    return isLast ? reader : null;
  }

  /** The operations above a piece that work on every number of its output by itself. */
  private List<Operation> elementwise(Piece piece, RandomKey drawn) {
    List<Operation> chain = new ArrayList<>();
    String variable = piece.output();
    INDArray mask = halves(drawn.index(0), run.value(variable));
    INDArray one = moved(variable, mask, drawn.index(1));
    INDArray other = moved(variable, mask.rsub(1), drawn.index(1));
    while (true) {
      Operation next = operations.reader(variable);
      if (next == null
          || !executed.all().contains(next)
          || next.outputs().size() != 1
          || isProduct(next)
          || !run.value(next.output()).equalShapes(mask)) {
        return chain;
      }
      one = after(next, variable, one);
      other = after(next, variable, other);
      if (!isKept(one, run.value(next.output()), mask)
          || !isKept(other, run.value(next.output()), mask.rsub(1))) {
        return chain;
      }
      chain.add(next);
      variable = next.output();
    }
  }

  private INDArray after(Operation operation, String variable, INDArray value) {
    return run.again(
        Map.of(variable, value), List.of(operation), values -> values.apply(operation.output()));
  }

  /** Whether half of the samples keep their results where a variable moves in the other half. */
  private boolean areApart(String variable, List<Operation> above, RandomKey drawn) {
    INDArray mask = halves(drawn.index(0), before.getColumn(0, true));
    return isApart(variable, above, mask, drawn.index(1))
        && isApart(variable, above, mask.rsub(1), drawn.index(1));
  }

  private boolean isApart(String variable, List<Operation> above, INDArray mask, RandomKey drawn) {
    INDArray value = run.value(variable);
    long[] perSample = value.shape().clone();
    Arrays.fill(perSample, 1, perSample.length, 1);
    INDArray rows = mask.castTo(value.dataType()).reshape('c', perSample).broadcast(value.shape());
    INDArray now = run.again(Map.of(variable, moved(variable, rows, drawn)), above, results);
    return isKept(now, before, mask);
  }

  /** A variable's value, moved by its size where the mask is one. */
  private INDArray moved(String variable, INDArray mask, RandomKey drawn) {
    INDArray value = run.value(variable);
    double rms = value.norm2Number().doubleValue() / Math.sqrt((double) value.length());
    return signs(drawn, value).muli(rms > 0 ? rms : 1).muli(mask).addi(value);
  }

  /** Whether numbers stay where the mask is zero. */
  private static boolean isKept(INDArray now, INDArray before, INDArray mask) {
    INDArray change = now.sub(before).muli(mask.castTo(before.dataType()).rsub(1));
    return change.normmaxNumber().doubleValue() <= ROUNDING * before.normmaxNumber().doubleValue();
  }

  private static INDArray halves(RandomKey drawn, INDArray like) {
    return signs(drawn, like).addi(1).divi(2);
  }

  private static INDArray signs(RandomKey drawn, INDArray like) {
    INDArray signs = Nd4j.createUninitialized(DataType.FLOAT, new long[] {like.length(), 1}, 'f');
    KeyedDraws.rademacher(drawn, signs);
    return signs.castTo(like.dataType()).reshape('c', like.shape()).dup('c');
  }
}

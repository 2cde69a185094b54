package org.sdze.optimizer.samediff;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.array.SingleThreadArrayHolder;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.forward.LinearUse;
import org.sdze.optimizer.forward.Release;
import org.sdze.optimizer.forward.StepMemory;
import org.sdze.optimizer.network.LayerCredit;
import org.sdze.optimizer.network.Parameter;
import org.sdze.optimizer.network.PassLayer;
import org.sdze.optimizer.network.TrainedLayer;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The graph of a layer that its user writes with SameDiff, on rows of samples, of which parts are
 * credited each by itself, as those of a whole graph are. Owned by one thread.
 */
public final class LayerGraph {

  /** The rows that a layer's graph is tried on. */
  private static final int TRIED = 8;

  private static final String INPUT = "input";
  private static final String MASK = "mask";
  private static final Logger LOG = LoggerFactory.getLogger(LayerGraph.class);

  private final SameDiff graph;
  private final Operations operations;
  private final String output;
  private final GraphSession session;
  private final List<Part> parts;

  private LayerGraph(SameDiff graph, Operations operations, String output, List<Part> parts) {
    this.graph = graph;
    this.operations = operations;
    this.output = output;
    this.session = new GraphSession(graph);
    this.parts = parts;
  }

  /** What a layer makes of rows. */
  @FunctionalInterface
  public interface Definition {

    /**
     * The layer's output.
     *
     * @param input {@code [n, inputs]}
     * @param parameters by the layer's own names
     * @param mask which a layer of rows does not read
     */
    SDVariable define(
        SameDiff graph, SDVariable input, Map<String, SDVariable> parameters, SDVariable mask);
  }

  /** A part of the layer with a credit of its own. */
  public static final class Part implements TrainedLayer {
    private final GraphCredit piece;

    private Part(GraphCredit piece) {
      this.piece = piece;
    }

    @Override
    public List<Parameter> parameters() {
      return piece.parameters();
    }

    @Override
    public LayerCredit credit() {
      return piece.credit();
    }

    /** How its weights enter. */
    public LinearUse use() {
      return piece.piece().use();
    }

    /** The layer's own names of its parameters. */
    public Set<String> variables() {
      return piece.piece().variables();
    }
  }

  /** What lies above a layer in one evaluation of a network. */
  public interface Above {

    /** The losses if the layer's output were another one, {@code [n, 1]}. */
    INDArray lossesWith(INDArray output);

    /** The credit of the layer's output; where it was said to be known. */
    INDArray creditOfOutput();

    /** The part of the network's products that is made again if the output moves, in [0, 1]. */
    double rerun();
  }

  /**
   * The graph of a layer; null where no part of it is known, it is not made for rows, or it reads a
   * mask.
   *
   * @param arrays the layer's parameters: live, not copied
   * @param parameters makes a parameter of one
   * @param isCreditKnown whether {@link Above#creditOfOutput} may be asked for
   * @param memory bounds what parts lay out
   */
  @SuppressWarnings("try") // the scope is all that is wanted of the resource
  public static @Nullable LayerGraph of(
      Definition definition,
      Map<String, INDArray> arrays,
      VariableParameter parameters,
      boolean isCreditKnown,
      StepMemory memory) {
    Random generator = Nd4j.getRandom(); // which variables and trials draw from
    long rootState = generator.rootState();
    long nodeState = generator.nodeState();
    try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      return ofRows(definition, arrays, parameters, isCreditKnown, memory);
    } catch (RuntimeException e) { // the user's code, on rows that it may not be made for
      LOG.debug("a layer of {} is not made for rows", arrays.keySet(), e);
      return null;
    } finally {
      generator.setStates(rootState, nodeState);
    }
  }

  private static @Nullable LayerGraph ofRows(
      Definition definition,
      Map<String, INDArray> arrays,
      VariableParameter parameters,
      boolean isCreditKnown,
      StepMemory memory) {
    DataType type = arrays.values().iterator().next().dataType();
    SameDiff graph = SameDiff.create();
    // The parameters are views of the network's: only such holders keep them as they are.
    graph.setArrayHolders(new SingleThreadArrayHolder(), new SingleThreadArrayHolder(), false);
    Map<String, SDVariable> variables = new LinkedHashMap<>();
    arrays.forEach(
        (name, array) -> variables.put(name, graph.var(name, type, array.shape().clone())));
    SDVariable input = graph.placeHolder(INPUT, type, -1, -1);
    SDVariable mask = graph.placeHolder(MASK, type, -1, -1);
    String output = definition.define(graph, input, variables, mask).name();
    arrays.forEach(
        (name, array) -> graph.associateArrayWithVariable(array, graph.getVariable(name)));
    Operations operations = Operations.of(graph, output);
    if (operations == null || !operations.readers(MASK).isEmpty()) {
      return null;
    }
    List<Piece> found = Piece.of(graph, operations, memory);
    List<Part> parts =
        credited(graph, operations, output, found, parameters, isCreditKnown).stream()
            .map(Part::new)
            .toList();
    return parts.isEmpty() ? null : new LayerGraph(graph, operations, output, parts);
  }

  private static List<GraphCredit> credited(
      SameDiff graph,
      Operations operations,
      String output,
      List<Piece> pieces,
      VariableParameter parameters,
      boolean isCreditKnown) {
    long inputs =
        pieces.stream()
            .filter(piece -> piece.input().equals(INPUT) && piece.isDense())
            .mapToLong(piece -> piece.matrix().rows())
            .findFirst()
            .orElse(0);
    if (inputs == 0) { // it cannot be told what the layer is to be tried on
      return List.of();
    }
    RandomKey key = RandomKey.root(0);
    INDArray tried =
        Nd4j.createUninitialized(
            graph.getVariable(INPUT).dataType(), new long[] {TRIED, inputs}, 'f');
    KeyedDraws.gaussian(key, tried);
    GraphRun run =
        new GraphRun(graph, new GraphSession(graph), operations, Map.of(INPUT, tried), key);
    try {
      INDArray rows = run.value(output);
      boolean isOfSamples = rows.rank() == 2 && rows.rows() == TRIED;
      return isOfSamples
          ? GraphPlanner.ofLayer(operations, pieces, run, output, isCreditKnown, parameters, key)
          : List.of();
    } finally {
      run.release();
      Release.of(tried);
    }
  }

  /** The parts, in order of execution. */
  public List<Part> parts() {
    return parts;
  }

  /**
   * Evaluates the layer.
   *
   * @param input {@code [n, inputs]}
   * @param key of what its operations draw
   */
  @SuppressWarnings("try") // the scope is all that is wanted of the resource
  public Evaluated evaluate(INDArray input, RandomKey key) {
    try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      return new Evaluated(new GraphRun(graph, session, operations, Map.of(INPUT, input), key));
    }
  }

  /** One evaluation of the layer, kept. */
  public final class Evaluated {
    private final GraphRun run;

    private Evaluated(GraphRun run) {
      this.run = run;
    }

    /** The layer's output, of the caller's. */
    public INDArray output() {
      return run.value(output).dup();
    }

    /** The numbers that are kept. */
    public long numbers() {
      return run.numbers();
    }

    /** A part as a layer of the network. */
    public PassLayer layer(Part part, Above above) {
      return new PieceLayer(part.piece, run, new Surroundings(run, above));
    }

    /** Frees what was kept. */
    public void release() {
      run.release();
    }
  }

  /** What lies above the pieces: the rest of the layer, and then the network. */
  private final class Surroundings implements PieceLayer.Above {
    private final GraphRun run;
    private final Above above;

    Surroundings(GraphRun run, Above above) {
      this.run = run;
      this.above = above;
    }

    @Override
    public INDArray lossesWith(GraphCredit piece, INDArray activated) {
      INDArray outputs =
          run.again(
              Map.of(piece.activated(), activated), piece.above(), values -> values.apply(output));
      INDArray losses = above.lossesWith(outputs);
      if (!piece.above().isEmpty()) {
        Release.of(outputs);
      }
      return losses;
    }

    @Override
    public INDArray credit(GraphCredit piece) {
      INDArray credit = above.creditOfOutput();
      Operation join = operations.reader(piece.activated());
      if (join == null) {
        return credit;
      }
      long begin = 0;
      for (String part : join.inputs()) {
        if (part.equals(piece.activated())) {
          break;
        }
        begin += run.value(part).columns();
      }
      long end = begin + run.value(piece.activated()).columns();
      return credit.get(NDArrayIndex.all(), NDArrayIndex.interval(begin, end)).dup('f');
    }

    @Override
    public INDArray outputCredit(GraphCredit piece) {
      throw new IllegalStateException("a layer's graph has no outputs of the network");
    }

    @Override
    public double rerun() {
      return above.rerun();
    }
  }
}

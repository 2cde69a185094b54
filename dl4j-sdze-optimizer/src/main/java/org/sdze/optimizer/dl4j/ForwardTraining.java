package org.sdze.optimizer.dl4j;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.sdze.optimizer.forward.StepMemory;
import org.sdze.optimizer.network.LayerCredit;
import org.sdze.optimizer.network.Parameter;
import org.sdze.optimizer.text.Text;
import org.sdze.optimizer.train.Trainer;
import org.sdze.optimizer.train.TrainingState;

/** Lets DL4J's {@code fit} train a network by a {@link Trainer}, and undoes that. */
public final class ForwardTraining {

  private ForwardTraining() {}

  /**
   * A parameter that has an updater.
   *
   * @param layer the name of its layer
   * @param key its name in the layer
   * @param now gives the updater that it is configured with at the time
   */
  public record Updated(String layer, String key, Supplier<@Nullable IUpdater> now) {
    @Override
    public String toString() {
      return Text.format("layer \"%s\" (%s)", layer, key);
    }
  }

  /**
   * The parameters of a network's layers that were configured with an updater; those of frozen
   * layers are left out.
   *
   * @throws IllegalArgumentException if the model is not initialised, or no network
   */
  public static List<Updated> updated(Model model) {
    List<Updated> updated = new ArrayList<>();
    for (Node node : TrainableNetwork.of(model).nodes()) {
      Layer layer = node.layer();
      if (layer == null || LayerParameters.isFrozen(layer) || layer.paramTable() == null) {
        continue;
      }
      for (String key : layer.paramTable().keySet()) {
        if (layer.conf().getLayer().getUpdaterByParam(key) != null) {
          updated.add(
              new Updated(node.name(), key, () -> layer.conf().getLayer().getUpdaterByParam(key)));
        }
      }
    }
    return updated;
  }

  /**
   * The smallest side of the weight matrices that are trained, and whose it is.
   *
   * @param layer its name
   * @param side the smaller side of the matrix
   */
  public record SmallestSide(String layer, long side) {}

  /**
   * The smallest side of all matrices with more than one row and column; null if there are none.
   */
  public static @Nullable SmallestSide smallestSide(Model model) {
    SmallestSide smallest = null;
    for (LayerPlan layer : new NetworkPlan(TrainableNetwork.of(model)).layers()) {
      for (Parameter parameter : layer.parameters()) {
        long side = Math.min(parameter.matrix().rows(), parameter.matrix().columns());
        if (side > 1 && (smallest == null || side < smallest.side())) {
          smallest = new SmallestSide(layer.name(), side);
        }
      }
    }
    return smallest;
  }

  /** How many parameters of a network are trained. */
  public static long trainedParameters(Model model) {
    return new NetworkPlan(TrainableNetwork.of(model))
        .parameters().stream().mapToLong(each -> each.matrix().length()).sum();
  }

  /** Whether a layer of two networks is configured by one object. */
  public static boolean shareConfiguration(Model one, Model other) {
    Set<Object> layers = Collections.newSetFromMap(new IdentityHashMap<>());
    TrainableNetwork.of(one).nodes().stream()
        .filter(node -> node.layer() != null)
        .forEach(node -> layers.add(node.layer().conf().getLayer()));
    return TrainableNetwork.of(other).nodes().stream()
        .anyMatch(node -> node.layer() != null && layers.contains(node.layer().conf().getLayer()));
  }

  /** Gives the layers of a network updaters that no other network has. */
  public static void cloneUpdaters(Model model) {
    for (Node node : TrainableNetwork.of(model).nodes()) {
      if (node.layer() != null && node.layer().conf().getLayer() instanceof BaseLayer layer) {
        if (layer.getIUpdater() != null) {
          layer.setIUpdater(layer.getIUpdater().clone());
        }
        if (layer.getBiasUpdater() != null) {
          layer.setBiasUpdater(layer.getBiasUpdater().clone());
        }
      }
    }
  }

  /**
   * Checks that a model is a network.
   *
   * @throws IllegalArgumentException if it is none, or not initialised
   */
  public static void requireNetwork(@Nullable Model model) {
    TrainableNetwork.of(model);
  }

  /** Whether a network is attached. */
  public static boolean isAttached(Model model) {
    return NetworkInternals.solver(model) instanceof ForwardOnlySolver;
  }

  /**
   * Attaches a trainer.
   *
   * @param trainer fresh
   * @param memory what a step may take
   * @param state what it goes on from; null for nothing
   * @param check run before every step; throws if the network may no longer be trained so
   * @throws IllegalArgumentException if the network, or a layer, cannot be trained so; nothing is
   *     changed then
   * @throws IllegalStateException if it is attached already
   */
  public static void attach(
      Model model, Trainer trainer, StepMemory memory, @Nullable String state, Runnable check) {
    requireDetached(model);
    TrainableNetwork network = TrainableNetwork.of(model);
    NetworkPlan plan = new NetworkPlan(network, memory);
    requireFloatingPoint(model);
    if (state != null) {
      trainer.resume(plan.layers(), TrainingState.ofText(state));
    }
    for (Node node : plan.nodes()) {
      if (node.layer() != null) {
        // A layer that drops its input out in place would change what is kept for the next probe.
        node.layer().allowInputModification(false);
      }
    }
    install(model, new ForwardOnlySolver(network, new LayerwiseTraining(plan, trainer), check));
  }

  private static void install(Model model, ForwardOnlySolver solver) {
    NetworkInternals.setFlattenedGradients(model, Nd4j.zeros(model.params().dataType(), 1, 1));
    NoGradient.install(TrainableNetwork.of(model));
    NetworkInternals.setSolver(model, solver);
  }

  /**
   * Attaches a trainer to a network of dense layers.
   *
   * @param trainer fresh
   * @param rate the learning rate
   * @param state what training goes on from; null for nothing
   * @param check run before every step
   * @throws IllegalArgumentException if the state is that of another network
   * @throws IllegalStateException if it is attached already
   */
  public static void attach(
      ObjectiveNetwork chain,
      Trainer trainer,
      Parameter.Rate rate,
      @Nullable String state,
      Runnable check) {
    Model model = chain.model();
    requireDetached(model);
    requireFloatingPoint(model);
    if (state != null) {
      trainer.resume(chain.dense(), TrainingState.ofText(state));
    }
    TrainableNetwork network = TrainableNetwork.of(model);
    install(
        model,
        new ForwardOnlySolver(
            network, new ObjectiveTraining(network, chain, trainer, rate), check));
    ObjectiveOutput.belongTo(model);
  }

  private static void requireDetached(Model model) {
    if (isAttached(model)) {
      throw new IllegalStateException(
          "the network is attached already: call detach first to attach it anew");
    }
  }

  private static void requireFloatingPoint(Model model) {
    DataType type = model.params().dataType();
    if (type != DataType.FLOAT && type != DataType.DOUBLE) {
      throw new IllegalArgumentException(
          "the network's parameters must be float or double, were " + type);
    }
  }

  /**
   * Gives a network back to DL4J.
   *
   * @throws IllegalStateException if it is not attached
   */
  public static void detach(Model model) {
    if (!isAttached(model)) {
      throw new IllegalStateException("the network is not attached");
    }
    NetworkInternals.setSolver(model, null);
    NetworkInternals.setFlattenedGradients(model, null);
  }

  /**
   * Makes a step on the batch that an attached network holds, as {@code fit} does.
   *
   * @throws IllegalStateException if it is not attached, or another thread is fitting it
   */
  public static void step(Model model) {
    if (!(NetworkInternals.solver(model) instanceof ForwardOnlySolver solver)) {
      throw new IllegalStateException("the network is not attached");
    }
    solver.optimize(LayerWorkspaceMgr.noWorkspaces());
  }

  /** What an attached network's trainer remembers, as text; null if it is not attached. */
  public static @Nullable String state(Model model) {
    return NetworkInternals.solver(model) instanceof ForwardOnlySolver solver
        ? solver.state().text()
        : null;
  }

  /**
   * How a layer would be trained.
   *
   * @param name of the layer
   * @param kind its class in DL4J, in short
   * @param parameters how many it has, trained or not
   * @param credit how it gets its gradient
   * @param rerun the part of the network's parts that a probe of it evaluates again, in [0, 1]
   */
  public record LayerSummary(
      String name, String kind, long parameters, LayerCredit credit, double rerun) {}

  /**
   * How the layers of a network would be trained by noise credit.
   *
   * @throws IllegalArgumentException as {@link #attach} does
   */
  public static List<LayerSummary> summary(Model model) {
    NetworkPlan plan = new NetworkPlan(TrainableNetwork.of(model));
    List<LayerSummary> summaries = new ArrayList<>();
    for (LayerPlan layer : plan.layers()) {
      boolean isProbed =
          layer.credit() == LayerCredit.NOISE || layer.credit() == LayerCredit.SUBSPACE;
      boolean isPart = plan.graph(layer.index()) != null;
      Stream<INDArray> arrays =
          isPart
              ? layer.parameters().stream().map(Parameter::matrix)
              : layer.node().layer().paramTable().values().stream();
      long count = arrays.mapToLong(INDArray::length).sum();
      double part = plan.above(layer.index()).cardinality() / (double) plan.nodes().size();
      summaries.add(
          new LayerSummary(layer.name(), layer.kind(), count, layer.credit(), isProbed ? part : 0));
    }
    return summaries;
  }
}

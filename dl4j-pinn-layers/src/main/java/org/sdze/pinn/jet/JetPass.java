package org.sdze.pinn.jet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce.floating.SquaredNorm;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.forward.DenseLayer;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.Feed;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.pinn.direction.DirectionSet;
import org.sdze.pinn.jet.rule.ActivationRule;

/**
 * One forward pass of jets through a dense network (docs/method.md §2, §2b).
 *
 * <p>The first layer's big product is X W alone; the directions enter as their images, the same for
 * every point. Above, V + 3 rows a point go through the small part of the network. A network with
 * one hidden layer needs only the images' squared norms, unless the equation asks for the gradient.
 * The arrays belong to the workspace and are overwritten by the next pass in it.
 */
public final class JetPass {

  private final DenseNetwork network;
  private final DirectionSet directions;
  private final EntranceVectors vectors;
  private final List<INDArray> images;
  private final List<JetLayer> layers = new ArrayList<>();
  private final Map<Integer, DirectionSet> seen = new HashMap<>(); // by layer
  private final Workspace workspace;
  private final @Nullable INDArray[] activated; // by hidden layer, made where it is asked for
  private final NetworkJet output;

  /**
   * Runs the pass, with the points themselves as the field.
   *
   * @param points X, {@code [n, d]}, 'f' order
   * @param directions seen through the network's present weights
   * @param needsGradient whether derivatives of N along the directions are asked for
   */
  public JetPass(
      DenseNetwork network,
      INDArray points,
      DirectionSet directions,
      boolean needsGradient,
      Workspace workspace) {
    this(
        network,
        EntranceVectors.of(points),
        images(network, points, workspace),
        directions,
        needsGradient,
        workspace);
  }

  /**
   * Runs the pass where the first layer's big product is known already.
   *
   * @param vectors the points and their field
   * @param images their products with the weights of the layers that read the input, as {@link
   *     #images} gives them; not changed
   * @param directions seen through the network's present weights
   * @param needsGradient whether derivatives of N along the directions are asked for
   */
  public JetPass(
      DenseNetwork network,
      EntranceVectors vectors,
      List<INDArray> images,
      DirectionSet directions,
      boolean needsGradient,
      Workspace workspace) {
    this.network = network;
    this.vectors = vectors;
    this.images = images;
    this.directions = directions;
    seen.put(0, directions);
    boolean explicit = needsGradient || network.hiddenLayers() > 1;
    this.workspace = workspace;
    this.activated = new INDArray[network.hiddenLayers()];
    for (int k = 0; k < network.hiddenLayers(); k++) {
      Workspace scope = workspace.scope("layer " + k);
      CollapsedJet z = network.feeds(k).isEmpty() ? entrance(k, explicit, scope) : multiply(k, scope);
      layers.add(activate(network.layers().get(k), z, scope));
    }
    this.output = output(needsGradient);
  }

  /** The network, at the parameters it had during the pass. */
  public DenseNetwork network() {
    return network;
  }

  /** The directions that the pass followed, seen through the first layer. */
  public DirectionSet directions() {
    return directions;
  }

  /** These directions seen through a hidden layer that reads the input. */
  public DirectionSet directions(int entrance) {
    return seen.computeIfAbsent(
        entrance, k -> directions.through(network.layers().get(k).weights()));
  }

  /** The points and their field. */
  public EntranceVectors vectors() {
    return vectors;
  }

  /** What a hidden layer that reads the input made of them, {@code [m, h]}; not to be changed. */
  public INDArray images(int entrance) {
    return images.get(network.entrances().indexOf(entrance));
  }

  /** The hidden layers from the input up. */
  public List<JetLayer> layers() {
    return layers;
  }

  /** What comes out. */
  public NetworkJet output() {
    return output;
  }

  /** Derivatives of the pre-activation of layer k along the directions, {@code [n | 1, V, w]}. */
  public INDArray alongDirections(int k) {
    INDArray rows = layers.get(k).z().alongDirections();
    if (rows == null) {
      throw new IllegalStateException("this pass did not follow its directions one by one");
    }
    return rows;
  }

  /**
   * The products of vectors with the weights of each layer that reads the input, {@code [m, h]}, in
   * buffers of the workspace.
   *
   * @param vectors {@code [m, d]}
   */
  public static List<INDArray> images(DenseNetwork network, INDArray vectors, Workspace work) {
    List<INDArray> images = new ArrayList<>();
    for (int k : network.entrances()) {
      INDArray weights = network.layers().get(k).weights();
      INDArray out = work.scope("layer " + k).buffer("images", vectors.rows(), weights.columns());
      images.add(Nd4j.gemm(vectors, weights, out, false, false, 1, 0));
    }
    return images;
  }

  private CollapsedJet entrance(int k, boolean explicit, Workspace work) {
    DenseLayer layer = network.layers().get(k);
    DirectionSet along = directions(k);
    INDArray value = work.buffer("z", vectors.points(), layer.outputs());
    vectors.ofPoints(images(k), work).add(layer.bias(), value);
    INDArray seen =
        explicit ? along.images().reshape('f', 1, along.count(), layer.outputs()) : null;
    return new CollapsedJet(value, vectors.ofField(images(k), work), seen, along.squaredNorms(), null);
  }

  private static JetLayer activate(DenseLayer layer, CollapsedJet z, Workspace work) {
    long n = z.value().rows();
    long width = layer.outputs();
    INDArray y = work.buffer("y", n, width);
    INDArray slope = work.buffer("slope", n, width);
    INDArray curve = work.buffer("curve", n, width);
    ActivationRule.of(layer.activation()).apply(z.value(), y, slope, curve);
    INDArray alongField = work.buffer("y along point", n, width);
    slope.mul(z.alongField(), alongField);
    INDArray second = work.buffer("y second", n, width);
    curve.mul(z.squares(), second);
    if (z.second() != null) {
      INDArray linear = work.buffer("linear", n, width);
      slope.mul(z.second(), linear);
      second.addi(linear);
    }
    return new JetLayer(z, y, slope, curve, alongField, second);
  }

  /**
   * The jet of what enters a layer above the first from some of those that feed it.
   *
   * @param feeds at least one
   * @param followed whether to give the derivatives along the directions
   * @param work holds what is gathered
   */
  public JetInput input(int layer, List<Feed> feeds, boolean followed, Workspace work) {
    long inputs = network.layers().get(layer).inputs();
    return new JetInput(
        Feeds.gather(feeds, inputs, s -> layers.get(s).y(), work, "in"),
        Feeds.gather(feeds, inputs, s -> layers.get(s).alongField(), work, "in along field"),
        Feeds.gather(feeds, inputs, s -> layers.get(s).second(), work, "in second"),
        followed ? Feeds.gather(feeds, inputs, this::activated, work, "in rows") : null);
  }

  /** Derivatives of the outputs of hidden layer k along the directions, {@code [n, V, w]}. */
  private INDArray activated(int k) {
    if (activated[k] == null) {
      JetLayer layer = layers.get(k);
      long width = layer.y().columns();
      INDArray rows =
          workspace
              .scope("layer " + k)
              .buffer("activated rows", vectors.points(), directions.count(), width);
      layer.slope().reshape('f', vectors.points(), 1, width).mul(alongDirections(k), rows);
      activated[k] = rows;
    }
    return activated[k];
  }

  private CollapsedJet multiply(int k, Workspace work) {
    DenseLayer layer = network.layers().get(k);
    JetInput in = input(k, network.feeds(k), true, work);
    long n = vectors.points();
    long count = directions.count();
    long width = layer.outputs();
    INDArray value = work.buffer("z", n, width);
    INDArray sum = work.buffer("product", n, width);
    Nd4j.gemm(in.value(), layer.weights(), sum, false, false, 1, 0);
    sum.add(layer.bias(), value);
    INDArray alongField = work.buffer("z along field", n, width);
    Nd4j.gemm(in.alongField(), layer.weights(), alongField, false, false, 1, 0);
    INDArray second = work.buffer("z second", n, width);
    Nd4j.gemm(in.second(), layer.weights(), second, false, false, 1, 0);
    INDArray rows = work.buffer("rows", n, count, width);
    Nd4j.gemm(
        in.alongDirections().reshape('f', n * count, layer.inputs()),
        layer.weights(),
        rows.reshape('f', n * count, width),
        false,
        false,
        1,
        0);
    INDArray squares = work.buffer("squares", n, width);
    Nd4j.exec(new SquaredNorm(rows, null, squares, false, 1));
    return new CollapsedJet(value, alongField, rows, squares, second);
  }

  private NetworkJet output(boolean needsGradient) {
    DenseLayer last = network.output();
    int index = network.hiddenLayers();
    JetInput in = input(index, network.feeds(index), needsGradient, workspace);
    double bias = last.bias().getDouble(0);
    double[] value = times(in.value(), last);
    for (int i = 0; i < value.length; i++) {
      value[i] += bias;
    }
    return new NetworkJet(
        value,
        times(in.alongField(), last),
        times(in.second(), last),
        needsGradient ? gradient(in.alongDirections(), last) : null);
  }

  private double[] times(INDArray rows, DenseLayer last) {
    INDArray column = workspace.buffer("output", rows.rows(), 1);
    return HostArrays.copy(Nd4j.gemm(rows, last.weights(), column, false, false, 1, 0));
  }

  private INDArray gradient(INDArray rows, DenseLayer last) {
    long n = vectors.points();
    long count = directions.count();
    INDArray product = Nd4j.createUninitialized(rows.dataType(), new long[] {n * count, 1}, 'f');
    Nd4j.gemm(
        rows.reshape('f', n * count, last.inputs()), last.weights(), product, false, false, 1, 0);
    return product.reshape('f', n, count);
  }
}

package org.sdze.pinn.jet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce.floating.SquaredNorm;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.algebra.Elementwise;
import org.sdze.optimizer.algebra.Products;
import org.sdze.optimizer.forward.DenseLayer;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.Feed;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.forward.SpanFactor;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.wide.HeldPoints;
import org.sdze.optimizer.wide.PointBatch;
import org.sdze.optimizer.wide.WideLayer;
import org.sdze.pinn.direction.DirectionSet;

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
        images(network, new HeldPoints(points), workspace),
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
      CollapsedJet z =
          network.feeds(k).isEmpty() ? entrance(k, explicit, scope) : multiply(k, scope);
      layers.add(JetLayer.of(network.layers().get(k).activation(), z, scope));
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
    return seen.computeIfAbsent(entrance, k -> directions.through(network.wide(k)));
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
  public static List<INDArray> images(DenseNetwork network, PointBatch vectors, Workspace work) {
    List<INDArray> images = new ArrayList<>();
    for (int k : network.entrances()) {
      WideLayer layer = network.wide(k);
      INDArray out = work.scope("layer " + k).buffer("images", vectors.count(), layer.outputs());
      images.add(layer.images(vectors, out));
    }
    return images;
  }

  /** The same of a network with one hidden layer, in the pass that finds its columns' norms. */
  public static List<INDArray> images(SpanFactor span, PointBatch vectors, Workspace work) {
    long width = span.network().wide(0).outputs();
    INDArray out = work.scope("layer 0").buffer("images", vectors.count(), width);
    return List.of(span.images(vectors, out));
  }

  private CollapsedJet entrance(int k, boolean explicit, Workspace work) {
    DenseLayer layer = network.layers().get(k);
    DirectionSet along = directions(k);
    INDArray value = work.buffer("z", vectors.points(), layer.outputs());
    Elementwise.addRow(vectors.ofPoints(images(k), work), layer.bias(), value);
    INDArray seen =
        explicit ? along.images().reshape('f', 1, along.count(), layer.outputs()) : null;
    return new CollapsedJet(
        value, vectors.ofField(images(k), work), seen, along.squaredNorms(), null);
  }

  /**
   * The jet of what enters a layer above the first from some of those that feed it.
   *
   * @param feeds at least one
   * @param followed whether to give the derivatives along the directions
   * @param work holds what is gathered
   */
  public CollapsedJet input(int layer, List<Feed> feeds, boolean followed, Workspace work) {
    long inputs = network.layers().get(layer).inputs();
    return new CollapsedJet(
        Feeds.gather(feeds, inputs, s -> layers.get(s).y(), work, "in"),
        Feeds.gather(feeds, inputs, s -> layers.get(s).alongField(), work, "in along field"),
        followed ? Feeds.gather(feeds, inputs, this::activated, work, "in rows") : null,
        Feeds.gather(feeds, inputs, s -> layers.get(s).second(), work, "in second"));
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
    CollapsedJet in = input(k, network.feeds(k), true, work);
    long n = vectors.points();
    long width = layer.outputs();
    INDArray value = work.buffer("z", n, width);
    INDArray product = times(in.value(), layer, work.buffer("product", n, width));
    Elementwise.addRow(product, layer.bias(), value);
    INDArray rows =
        times(in.alongDirections(), layer, work.buffer("rows", n, directions.count(), width));
    INDArray squares = work.buffer("squares", n, width);
    Nd4j.exec(new SquaredNorm(rows, null, squares, false, 1));
    return new CollapsedJet(
        value,
        times(in.alongField(), layer, work.buffer("z along field", n, width)),
        rows,
        squares,
        times(in.second(), layer, work.buffer("z second", n, width)));
  }

  /** The product with a layer's weights, for every point and direction. */
  private static INDArray times(INDArray in, DenseLayer layer, INDArray out) {
    Products.gemm(Feeds.flat(in), layer.weights(), Feeds.flat(out), false, false, 1, 0);
    return out;
  }

  private NetworkJet output(boolean needsGradient) {
    DenseLayer last = network.output();
    int index = network.hiddenLayers();
    CollapsedJet in = input(index, network.feeds(index), needsGradient, workspace);
    double bias = last.bias().getDouble(0);
    double[] value = host(in.value(), last);
    for (int i = 0; i < value.length; i++) {
      value[i] += bias;
    }
    return new NetworkJet(
        value,
        host(in.alongField(), last),
        host(in.second(), last),
        needsGradient ? gradient(in.alongDirections(), last) : null);
  }

  private double[] host(INDArray in, DenseLayer last) {
    return HostArrays.copy(times(in, last, workspace.buffer("output", in.rows(), 1)));
  }

  private INDArray gradient(INDArray in, DenseLayer last) {
    long[] shape = {vectors.points(), directions.count(), 1};
    return times(in, last, Nd4j.createUninitialized(in.dataType(), shape, 'f'))
        .reshape('f', shape[0], shape[1]);
  }
}

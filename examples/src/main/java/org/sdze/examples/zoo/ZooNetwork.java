package org.sdze.examples.zoo;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.zoo.ZooModel;
import org.deeplearning4j.zoo.model.AlexNet;
import org.deeplearning4j.zoo.model.Darknet19;
import org.deeplearning4j.zoo.model.FaceNetNN4Small2;
import org.deeplearning4j.zoo.model.InceptionResNetV1;
import org.deeplearning4j.zoo.model.LeNet;
import org.deeplearning4j.zoo.model.ResNet50;
import org.deeplearning4j.zoo.model.SimpleCNN;
import org.deeplearning4j.zoo.model.SqueezeNet;
import org.deeplearning4j.zoo.model.TextGenerationLSTM;
import org.deeplearning4j.zoo.model.TinyYOLO;
import org.deeplearning4j.zoo.model.UNet;
import org.deeplearning4j.zoo.model.VGG16;
import org.deeplearning4j.zoo.model.VGG19;
import org.deeplearning4j.zoo.model.Xception;
import org.deeplearning4j.zoo.model.YOLO2;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.text.Text;

/**
 * The networks of the zoo that Deeplearning4j 1.0.0-M2.1 can build, at the smallest input that each
 * of them works with. NASNet is missing: its {@code init()} fails.
 */
public enum ZooNetwork {
  LENET("LeNet", 1, 8, Target.CLASSES),
  SIMPLE_CNN("SimpleCNN", 3, 16, Target.CLASSES),
  SQUEEZE_NET("SqueezeNet", 3, 32, Target.CLASSES),
  ALEX_NET("AlexNet", 3, 64, Target.CLASSES),
  DARKNET19("Darknet19", 3, 32, Target.CLASSES),
  RESNET50("ResNet50", 3, 72, Target.CLASSES),
  XCEPTION("Xception", 3, 48, Target.CLASSES),
  VGG_16("VGG16", 3, 32, Target.CLASSES),
  VGG_19("VGG19", 3, 32, Target.CLASSES),
  FACE_NET("FaceNetNN4Small2", 3, 64, Target.CLASSES),
  INCEPTION_RESNET("InceptionResNetV1", 3, 96, Target.CLASSES),
  UNET("UNet", 3, 16, Target.MASK),
  TINY_YOLO("TinyYOLO", 3, 32, Target.BOXES),
  YOLO_2("YOLO2", 3, 96, Target.BOXES),
  TEXT_GENERATION("TextGenerationLSTM", 0, 20, Target.CHARACTERS);

  private static final int CLASSES = 10;
  private static final int CHARACTERS = 47;

  private final String label;
  private final int channels;
  private final int side;
  private final Target target;

  /** What the labels of a network look like. */
  private enum Target {
    CLASSES,
    MASK,
    BOXES,
    CHARACTERS
  }

  ZooNetwork(String label, int channels, int side, Target target) {
    this.label = label;
    this.channels = channels;
    this.side = side;
    this.target = target;
  }

  /** The name of its class in the zoo. */
  public String label() {
    return label;
  }

  /** The names of all of them, in order. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(ZooNetwork::label).toList();
  }

  /**
   * The network of a name, in either case.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static ZooNetwork named(String name) {
    return Arrays.stream(values())
        .filter(each -> each.label.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                Argument.refused(
                    "no zoo network is called \"%s\"; there are %s",
                    name, String.join(", ", labels())));
  }

  /** The side of the smallest input, or the length of the smallest text. */
  public int side() {
    return side;
  }

  /** The smallest input, in words. */
  public String input() {
    return target == Target.CHARACTERS
        ? Text.format("%d characters of %d", side, CHARACTERS)
        : Text.format("%d×%d×%d", channels, side, side);
  }

  /** The network at its smallest input, initialised, with ten classes. */
  public Model build(IUpdater updater, long seed) {
    return build(updater, seed, side);
  }

  /**
   * The network, initialised, with ten classes.
   *
   * @param updater of all layers
   * @param seed any number, see {@link NetworkSeed}
   * @param side of its input
   */
  public Model build(IUpdater updater, long seed, int side) {
    int[] shape = {channels, side, side};
    long networkSeed = NetworkSeed.of(seed);
    Model model = zooModel(networkSeed, shape).init();
    if (this == SIMPLE_CNN) { // it ends in a softmax without a loss
      model =
          new TransferLearning.Builder((MultiLayerNetwork) model)
              .fineTuneConfiguration(new FineTuneConfiguration.Builder().seed(networkSeed).build())
              .removeOutputLayer()
              .addLayer(
                  new LossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build())
              .build();
    }
    if (model instanceof MultiLayerNetwork network) {
      // The text network asks for truncated backpropagation, which has no meaning here.
      network.getLayerWiseConfigurations().setBackpropType(BackpropType.Standard);
      Arrays.stream(network.getLayers()).forEach(layer -> use(updater, layer));
    } else {
      Arrays.stream(((ComputationGraph) model).getLayers()).forEach(layer -> use(updater, layer));
    }
    return model;
  }

  /** Each network of the zoo comes with an updater of its own, AlexNet with another for biases. */
  private static void use(IUpdater updater, Layer layer) {
    if (layer.conf().getLayer() instanceof BaseLayer conf) {
      conf.setIUpdater(updater);
      conf.setBiasUpdater(null);
    }
  }

  @SuppressWarnings("rawtypes") // as the zoo has it
  private ZooModel zooModel(long seed, int[] shape) {
    return switch (this) {
      case LENET -> LeNet.builder().numClasses(CLASSES).inputShape(shape).seed(seed).build();
      case SIMPLE_CNN ->
          SimpleCNN.builder().numClasses(CLASSES).inputShape(shape).seed(seed).build();
      case SQUEEZE_NET ->
          SqueezeNet.builder().numClasses(CLASSES).inputShape(shape).seed(seed).build();
      case ALEX_NET -> AlexNet.builder().numClasses(CLASSES).inputShape(shape).seed(seed).build();
      case DARKNET19 ->
          Darknet19.builder().numClasses(CLASSES).inputShape(shape).seed(seed).build();
      case RESNET50 -> ResNet50.builder().numClasses(CLASSES).inputShape(shape).seed(seed).build();
      case XCEPTION -> Xception.builder().numClasses(CLASSES).inputShape(shape).seed(seed).build();
      case VGG_16 -> VGG16.builder().numClasses(CLASSES).inputShape(shape).seed(seed).build();
      case VGG_19 -> VGG19.builder().numClasses(CLASSES).inputShape(shape).seed(seed).build();
      case FACE_NET ->
          FaceNetNN4Small2.builder().numClasses(CLASSES).inputShape(shape).seed(seed).build();
      case INCEPTION_RESNET ->
          InceptionResNetV1.builder().numClasses(CLASSES).inputShape(shape).seed(seed).build();
      case UNET -> UNet.builder().inputShape(shape).seed(seed).build();
      case TINY_YOLO -> TinyYOLO.builder().numClasses(CLASSES).inputShape(shape).seed(seed).build();
      case YOLO_2 -> YOLO2.builder().numClasses(CLASSES).inputShape(shape).seed(seed).build();
      case TEXT_GENERATION ->
          TextGenerationLSTM.builder()
              .totalUniqueCharacters(CHARACTERS)
              .inputShape(new int[] {shape[1], CHARACTERS})
              .seed(seed)
              .build();
    };
  }

  /**
   * Noise with labels of the right shape: enough to see that a network trains at all.
   *
   * @param batch the number of samples
   * @param side of the input that the network was built for
   */
  public MultiDataSet synthetic(Model model, int batch, long seed, int side) {
    if (target == Target.CHARACTERS) {
      INDArray text = Nd4j.zeros(batch, CHARACTERS, side);
      INDArray next = Nd4j.zeros(batch, CHARACTERS, side);
      for (int i = 0; i < batch; i++) {
        for (int t = 0; t < side; t++) {
          text.putScalar(new int[] {i, (3 * i + 5 * t) % CHARACTERS, t}, 1);
          next.putScalar(new int[] {i, (3 * i + 5 * (t + 1)) % CHARACTERS, t}, 1);
        }
      }
      return new MultiDataSet(text, next);
    }
    INDArray noise =
        Nd4j.createUninitialized(new long[] {batch, (long) channels * side * side}, 'f');
    KeyedDraws.gaussian(RandomKey.root(seed), noise);
    INDArray images = noise.dup('c').reshape('c', batch, channels, side, side);
    return new MultiDataSet(images, labels(model, images));
  }

  private INDArray labels(Model model, INDArray images) {
    return switch (target) {
      case MASK ->
          images
              .get(
                  NDArrayIndex.all(),
                  NDArrayIndex.interval(0, 1),
                  NDArrayIndex.all(),
                  NDArrayIndex.all())
              .gt(0)
              .castTo(images.dataType());
      case BOXES -> boxes(images.size(0), ((ComputationGraph) model).outputSingle(images).shape());
      case CLASSES, CHARACTERS -> classes(images.size(0));
    };
  }

  /** One box over the first cell of every image, in units of the grid. */
  private static INDArray boxes(long batch, long[] grid) {
    INDArray boxes = Nd4j.zeros(batch, 4 + CLASSES, grid[2], grid[3]);
    for (int i = 0; i < batch; i++) {
      boxes.putScalar(new int[] {i, 2, 0, 0}, 1);
      boxes.putScalar(new int[] {i, 3, 0, 0}, 1);
      boxes.putScalar(new int[] {i, 4 + i % CLASSES, 0, 0}, 1);
    }
    return boxes;
  }

  private static INDArray classes(long batch) {
    INDArray classes = Nd4j.zeros(batch, CLASSES);
    for (int i = 0; i < batch; i++) {
      classes.putScalar(i, i % CLASSES, 1);
    }
    return classes;
  }
}

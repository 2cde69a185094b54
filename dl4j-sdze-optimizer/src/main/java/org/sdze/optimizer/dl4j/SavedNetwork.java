package org.sdze.optimizer.dl4j;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce.longer.MatchCondition;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.conditions.Conditions;
import org.sdze.optimizer.checkpoint.Archive;
import org.sdze.optimizer.checkpoint.ArchiveStream;
import org.sdze.optimizer.checkpoint.CheckpointException;
import org.sdze.optimizer.text.Text;

/**
 * A file that DL4J's {@code ModelSerializer} has written: a chain or a graph, as its JSON says.
 *
 * <p>Read without the {@code ModelSerializer}, which lets a file make Java objects of any class
 * (1.0.0-M2.1). Here a file says nothing but numbers and which of {@link TrustedClasses} its parts
 * are of, and nothing is made before its size was held against the file's. A normalizer in the file
 * is not read.
 */
public final class SavedNetwork {

  /** What DL4J's {@code addObjectToFile} adds; never read. */
  private static final String OBJECTS = "objects/";

  private static final Set<String> ENTRIES =
      Set.of(
          ModelSerializer.CONFIGURATION_JSON,
          ModelSerializer.COEFFICIENTS_BIN,
          ModelSerializer.NO_PARAMS_MARKER,
          ModelSerializer.UPDATER_BIN,
          ModelSerializer.NORMALIZER_BIN,
          ModelSerializer.PREPROCESSOR_BIN);

  private static final long SHORT_CONFIGURATION = 1 << 24;

  /** The parser's texts and trees take several times the file's bytes. */
  private static final int HEAP_OF_CONFIGURATION = 8;

  private final File file;
  private final Archive archive;

  private SavedNetwork(File file, Archive archive) {
    this.file = file;
    this.archive = archive;
  }

  /**
   * Reads the network.
   *
   * @param own the names of classes that its configuration may name beside DL4J's and ours
   * @return a {@code MultiLayerNetwork} or {@code ComputationGraph}
   * @throws IOException if the file is missing, no such file, or damaged, naming it
   */
  public static Model read(File file, Set<String> own) throws IOException {
    if (!file.isFile()) {
      throw new FileNotFoundException("there is no file " + file);
    }
    try (Archive archive =
        Archive.open(file.toPath(), name -> ENTRIES.contains(name) || name.startsWith(OBJECTS))) {
      return new SavedNetwork(file, archive).model(own);
    } catch (OutOfMemoryError e) {
      throw new CheckpointException(
          Text.format(
              "the network in %s needs more memory than there is: %s",
              file, CheckpointException.innermost(e)),
          e);
    }
  }

  private Model model(Set<String> own) throws IOException {
    if (archive.has(ModelSerializer.PREPROCESSOR_BIN)) {
      throw CheckpointException.of(
          "%s holds a serialized Java object (%s), which could run any code and is never read",
          file, ModelSerializer.PREPROCESSOR_BIN);
    }
    String json = configuration();
    String where = "the configuration in " + file;
    ConfigurationText text = ConfigurationText.check(json, new TrustedClasses(own), where);
    try {
      if (text.isChain()) {
        return chain(MultiLayerConfiguration.fromJson(json));
      } else if (text.isGraph()) {
        return graph(ComputationGraphConfiguration.fromJson(json));
      }
    } catch (RuntimeException e) { // of a configuration that makes no sense DL4J throws any
      throw new CheckpointException(
          Text.format(
              "the network in %s cannot be read: %s", file, CheckpointException.innermost(e)),
          e);
    }
    throw CheckpointException.of(
        "the network in %s is neither a MultiLayerNetwork nor a ComputationGraph", file);
  }

  private String configuration() throws IOException {
    String name = ModelSerializer.CONFIGURATION_JSON;
    if (!archive.has(name)) {
      throw CheckpointException.of(
          "%s holds no %s: it must be written by DL4J's ModelSerializer", file, name);
    }
    long most =
        Math.max(SHORT_CONFIGURATION, Runtime.getRuntime().maxMemory() / HEAP_OF_CONFIGURATION);
    long length = archive.length(name);
    if (length > Math.min(most, Integer.MAX_VALUE - 8)) {
      throw CheckpointException.of(
          "%s in %s has %d bytes, more than the %d that this heap allows",
          name, file, length, most);
    }
    try (ArchiveStream in = archive.open(name)) {
      byte[] bytes = in.readNBytes((int) length);
      in.finish();
      return new String(bytes, Charset.defaultCharset()); // which DL4J writes
    }
  }

  private Model chain(MultiLayerConfiguration configuration) throws IOException {
    long count =
        configuration.getConfs().stream()
            .mapToLong(each -> each.getLayer().initializer().numParams(each))
            .sum();
    INDArray parameters = parameters(count);
    if (parameters != null) {
      configuration.setDataType(parameters.dataType());
    }
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init(parameters, false);
    requireFinite(network);
    INDArray state = updaterState(network.getUpdater().getStateViewArray());
    if (state != null) {
      network.getUpdater().setStateViewArray(network, state, false);
    }
    return network;
  }

  private Model graph(ComputationGraphConfiguration configuration) throws IOException {
    long count =
        configuration.getVertices().values().stream()
            .mapToLong(vertex -> vertex.numParams(true))
            .sum();
    INDArray parameters = parameters(count);
    if (parameters != null) {
      configuration.setDataType(parameters.dataType());
    }
    ComputationGraph network = new ComputationGraph(configuration);
    network.init(parameters, false);
    requireFinite(network);
    INDArray state = updaterState(network.getUpdater().getStateViewArray());
    if (state != null) {
      network.getUpdater().setStateViewArray(state);
    }
    return network;
  }

  /** Null if the network has none. */
  private @Nullable INDArray parameters(long count) throws IOException {
    String name = ModelSerializer.COEFFICIENTS_BIN;
    if (!archive.has(name)) {
      throw CheckpointException.of("%s holds no %s", file, name);
    }
    if (count == 0 && archive.has(ModelSerializer.NO_PARAMS_MARKER)) {
      return null;
    }
    return array(
        name,
        length ->
            length == count
                ? null
                : Text.format(
                    "holds %d numbers where the configuration has %d parameters", length, count));
  }

  /**
   * The state of DL4J's own updaters; null if there is none in the file.
   *
   * @param view where it goes to
   */
  private @Nullable INDArray updaterState(@Nullable INDArray view) throws IOException {
    String name = ModelSerializer.UPDATER_BIN;
    if (!archive.has(name)) {
      return null;
    }
    long count = view == null ? 0 : view.length();
    INDArray state =
        array(
            name,
            length ->
                length == count
                    ? null
                    : Text.format("holds %d numbers where the updaters have %d", length, count));
    if (notFinite(state) > 0) {
      throw CheckpointException.of(
          "%s in %s holds %d numbers that are not finite: nothing can go on from it",
          name, file, notFinite(state));
    }
    return state;
  }

  private INDArray array(String name, LongFunction<@Nullable String> objection) throws IOException {
    try (ArchiveStream in = archive.open(name)) {
      INDArray array =
          SavedArray.read(in, archive.length(name), Text.format("%s in %s", name, file), objection);
      in.finish();
      return array;
    }
  }

  private void requireFinite(Model network) throws CheckpointException {
    INDArray all = network.params();
    if (all == null || notFinite(all) == 0) {
      return;
    }
    for (Map.Entry<String, INDArray> each : network.paramTable().entrySet()) {
      long count = notFinite(each.getValue());
      if (count > 0) {
        throw CheckpointException.of(
            "the parameter \"%s\" in %s holds %d numbers that are not finite: nothing can go on from it",
            each.getKey(), file, count);
      }
    }
  }

  private static long notFinite(INDArray array) {
    return Nd4j.getExecutioner()
        .exec(new MatchCondition(array, Conditions.notFinite()))
        .sumNumber()
        .longValue();
  }
}

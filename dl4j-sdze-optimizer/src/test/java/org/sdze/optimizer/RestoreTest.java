package org.sdze.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;
import org.sdze.optimizer.checkpoint.CheckpointException;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.stranger.OwnLoss;
import org.sdze.testing.Damage;
import org.sdze.testing.UntouchedGlobals;

/** Files that are networks, and files that are none. */
class RestoreTest {

  private static final Pattern STATE = Pattern.compile("\"state\" : \"([^\"]+)\"");

  @TempDir Path folder;

  private static NeuralNetConfiguration.Builder settings() {
    return new NeuralNetConfiguration.Builder()
        .seed(5)
        .activation(Activation.TANH)
        .updater(Sdze.builder().probes(2).build());
  }

  private static DenseLayer dense() {
    return new DenseLayer.Builder().nIn(5).nOut(8).build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MSE)
        .nIn(8)
        .nOut(2)
        .activation(Activation.IDENTITY)
        .build();
  }

  private static MultiLayerNetwork chain() {
    return UntouchedGlobals.puttingBack(
        () -> {
          MultiLayerNetwork network =
              new MultiLayerNetwork(settings().list().layer(dense()).layer(output()).build());
          network.init();
          return Sdze.attach(network);
        });
  }

  private static ComputationGraph graph() {
    return UntouchedGlobals.puttingBack(
        () -> {
          ComputationGraph graph =
              new ComputationGraph(
                  settings()
                      .graphBuilder()
                      .addInputs("in")
                      .addLayer("hidden", dense(), "in")
                      .addLayer("out", output(), "hidden")
                      .setOutputs("out")
                      .build());
          graph.init();
          return Sdze.attach(graph);
        });
  }

  private static DataSet batch() {
    INDArray features = TestNetworks.gaussian(RandomKey.root(1), DataType.FLOAT, 10, 5);
    return new DataSet(features, TestNetworks.gaussian(RandomKey.root(2), DataType.FLOAT, 10, 2));
  }

  private File saved(Model network) throws IOException {
    File file = folder.resolve("model.zip").toFile();
    ModelSerializer.writeModel(network, file, true);
    return file;
  }

  private static Model restore(File file) {
    return UntouchedGlobals.puttingBack(
        () -> {
          try {
            return Sdze.restore(file);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Test
  void chainsAndGraphsAreToldApart() throws IOException {
    MultiLayerNetwork chain = chain();
    chain.fit(batch());
    MultiLayerNetwork again = assertInstanceOf(MultiLayerNetwork.class, restore(saved(chain)));
    chain.fit(batch());
    again.fit(batch());
    assertSameBits(chain.params(), again.params());
    ComputationGraph graph = graph();
    graph.fit(batch());
    ComputationGraph restored = assertInstanceOf(ComputationGraph.class, restore(saved(graph)));
    graph.fit(batch());
    restored.fit(batch());
    assertSameBits(graph.params(), restored.params());
  }

  @Test
  void aNetworkThatIsDetachedAndAttachedGoesOn() {
    MultiLayerNetwork straight = chain();
    MultiLayerNetwork stopped = chain();
    for (int step = 0; step < 4; step++) {
      straight.fit(batch());
      stopped.fit(batch());
      Sdze.attach(Sdze.detach(stopped));
    }
    assertSameBits(straight.params(), stopped.params());
  }

  @Test
  void aFileThatIsMissingOrNoNetworkGetsASentence() throws IOException {
    File missing = folder.resolve("nowhere.zip").toFile();
    assertEquals(
        "there is no file " + missing,
        assertThrows(FileNotFoundException.class, () -> Sdze.restore(missing)).getMessage());
    assertThrows(FileNotFoundException.class, () -> Sdze.restore(folder.toFile()));

    Path text = Files.writeString(folder.resolve("notes.txt"), "Pictures of an exhibition");
    refused(text, " is no zip file");
    Path nothing = Files.createFile(folder.resolve("empty.zip"));
    refused(nothing, " is no zip file");

    Path other = folder.resolve("other.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(other))) {
      zip.putNextEntry(new ZipEntry("readme"));
    }
    refused(other, " holds the entry \"readme\", which no network has");
    refused(
        without(saved(chain()).toPath(), "configuration.json"),
        " holds no configuration.json: it must be written by DL4J's ModelSerializer");
  }

  @Test
  void aDamagedFileGetsASentence() throws IOException {
    for (Model network : new Model[] {chain(), graph()}) {
      Path whole = saved(network).toPath();
      byte[] bytes = Files.readAllBytes(whole);
      Path cut = Files.write(folder.resolve("cut.zip"), Arrays.copyOf(bytes, bytes.length / 2));
      refused(cut, " is damaged: ");

      Path broken = edited(whole, "configuration.json", text -> text.substring(0, 100));
      refused(broken, " is damaged: ");
      refused(
          edited(whole, "configuration.json", text -> "{}"),
          " is neither a MultiLayerNetwork nor a ComputationGraph");
      refused(without(whole, "coefficients.bin"), " holds no coefficients.bin");
      refused(
          edited(whole, "configuration.json", text -> text.replace("probes", "probs")),
          " cannot be read: Sdze has no setting \"probs\" (value 2)");
      refused(
          edited(whole, "configuration.json", text -> text.replace("\"nin\" : 5", "\"nin\" : 6")),
          " holds 66 numbers where the configuration has 74 parameters");
    }
  }

  @Test
  void noDamageGivesAnotherNetwork() throws IOException {
    for (Model network : new Model[] {chain(), graph()}) {
      if (network instanceof MultiLayerNetwork chain) {
        chain.fit(batch());
      } else {
        ((ComputationGraph) network).fit(batch());
      }
      Path file = saved(network).toPath();
      int refused =
          Damage.refusals(file, RestoreTest::everything, Set.of(CheckpointException.class));
      assertTrue(refused > 150, "refused " + refused);
    }
  }

  /** All that is saved: the configuration holds what training remembers. */
  private static List<Object> everything(Path file) throws IOException {
    Model network;
    try {
      network = restore(file.toFile());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return List.of(
        network.getClass(),
        SavedTraining.configuration(network),
        Arrays.toString(TestNetworks.bits(network.params())));
  }

  @Test
  void aDamagedStateOfTrainingIsNamedWithItsFile() throws IOException {
    MultiLayerNetwork chain = chain();
    chain.fit(batch());
    Path whole = saved(chain).toPath();
    Matcher state = STATE.matcher(chain.getLayerWiseConfigurations().toJson());
    assertTrue(state.find());
    byte[] bytes = Base64.getDecoder().decode(state.group(1));
    bytes[bytes.length / 2] ^= 4;
    String other = Base64.getEncoder().encodeToString(bytes);
    Path damaged = edited(whole, "configuration.json", text -> text.replace(state.group(1), other));
    String message =
        UntouchedGlobals.puttingBack(
                () -> assertThrows(CheckpointException.class, () -> Sdze.restore(damaged.toFile())))
            .getMessage();
    assertTrue(
        message.startsWith("the state saved with the network is damaged: ")
            && message.endsWith("(%s)".formatted(damaged)),
        message);
  }

  @Test
  void aClassOfTheCallersOwnMustBeNamed() throws IOException {
    Path whole = saved(chain()).toPath();
    Path file =
        edited(
            whole,
            "configuration.json",
            text -> text.replace(LossMSE.class.getName(), OwnLoss.class.getName()));
    refused(file, " names the class org.sdze.stranger.OwnLoss, which is neither DL4J's nor ours");
    MultiLayerNetwork restored =
        UntouchedGlobals.puttingBack(
            () -> {
              try {
                return (MultiLayerNetwork) Sdze.restore(file.toFile(), OwnLoss.class);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    assertInstanceOf(
        OwnLoss.class, ((OutputLayer) restored.getLayer(1).conf().getLayer()).getLossFn());
  }

  private void refused(Path file, String sentence) {
    String message =
        UntouchedGlobals.puttingBack(
                () -> assertThrows(IOException.class, () -> Sdze.restore(file.toFile())))
            .getMessage();
    assertTrue(message.contains(file + sentence), message);
    assertFalse(message.contains("\n"), message);
    assertFalse(message.endsWith(": "), message);
  }

  private Path without(Path zip, String name) throws IOException {
    return rewritten(zip, name, null);
  }

  private Path edited(Path zip, String name, UnaryOperator<String> edit) throws IOException {
    return rewritten(zip, name, edit);
  }

  /** The file with one entry edited, or left out. */
  private Path rewritten(Path zip, String name, @Nullable UnaryOperator<String> edit)
      throws IOException {
    Path target = folder.resolve("edited.zip");
    try (ZipFile from = new ZipFile(zip.toFile());
        OutputStream out = Files.newOutputStream(target);
        ZipOutputStream to = new ZipOutputStream(out)) {
      for (ZipEntry entry :
          (Iterable<ZipEntry>) () -> from.stream().map(e -> (ZipEntry) e).iterator()) {
        byte[] bytes = from.getInputStream(entry).readAllBytes();
        if (entry.getName().equals(name)) {
          if (edit == null) {
            continue;
          }
          String text = new String(bytes, StandardCharsets.UTF_8);
          String after = edit.apply(text);
          assertFalse(after.equals(text), "nothing was edited");
          bytes = after.getBytes(StandardCharsets.UTF_8);
        }
        to.putNextEntry(new ZipEntry(entry.getName()));
        to.write(bytes);
      }
    }
    return target;
  }

  private static void assertSameBits(INDArray expected, INDArray actual) {
    assertArrayEquals(TestNetworks.bits(expected), TestNetworks.bits(actual));
  }
}

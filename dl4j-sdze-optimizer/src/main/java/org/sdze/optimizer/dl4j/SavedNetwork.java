package org.sdze.optimizer.dl4j;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** A file that DL4J's {@code ModelSerializer} has written: a chain or a graph, as its JSON says. */
public final class SavedNetwork {

  /** What a zip file begins with. */
  private static final String ZIP = "PK";

  private SavedNetwork() {}

  /**
   * Reads the network.
   *
   * @return a {@code MultiLayerNetwork} or {@code ComputationGraph}
   * @throws IOException if the file is missing, no such file, or damaged, naming it
   */
  public static Model read(File file) throws IOException {
    if (!file.isFile()) {
      throw new FileNotFoundException("there is no file " + file);
    }
    JsonNode configuration = configuration(file);
    try {
      if (configuration.has("confs")) {
        return ModelSerializer.restoreMultiLayerNetwork(file, true);
      } else if (configuration.has("vertices")) {
        return ModelSerializer.restoreComputationGraph(file, true);
      }
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          "the network in %s cannot be read: %s".formatted(file, innermost(e)), e);
    }
    throw new IOException(
        "the network in %s is neither a MultiLayerNetwork nor a ComputationGraph".formatted(file));
  }

  private static JsonNode configuration(File file) throws IOException {
    requireZip(file);
    try (ZipFile zip = new ZipFile(file)) {
      ZipEntry entry = zip.getEntry(ModelSerializer.CONFIGURATION_JSON);
      if (entry == null) {
        throw new IOException(
            "%s holds no %s: it must be written by DL4J's ModelSerializer"
                .formatted(file, ModelSerializer.CONFIGURATION_JSON));
      }
      try (InputStream text = zip.getInputStream(entry)) {
        return new ObjectMapper().readTree(text);
      }
    } catch (ZipException | JsonProcessingException e) {
      throw new IOException("%s is damaged: %s".formatted(file, innermost(e)), e);
    }
  }

  private static void requireZip(File file) throws IOException {
    try (InputStream in = new FileInputStream(file)) {
      String beginning = new String(in.readNBytes(ZIP.length()), StandardCharsets.ISO_8859_1);
      if (!beginning.equals(ZIP)) {
        throw new IOException(
            "%s is no zip file: it must be written by DL4J's ModelSerializer".formatted(file));
      }
    }
  }

  /** What went wrong in the first place, on one line. */
  private static String innermost(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return message.lines().findFirst().orElse(message);
  }
}

package org.sdze.examples.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;

/** The folder that {@code --out} names, read back. */
record SavedRun(Path folder) {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** One line of text as JSON, and an error if it is anything else. */
  static JsonNode json(String text) throws IOException {
    return MAPPER.readerFor(JsonNode.class).readValue(text);
  }

  JsonNode result() throws IOException {
    return MAPPER.readTree(folder.resolve("result.json").toFile());
  }

  /** The history without its title, cell by cell. */
  List<List<String>> history() throws IOException {
    return Files.readAllLines(folder.resolve("history.csv")).stream()
        .skip(1)
        .map(line -> List.of(line.split(",", -1)))
        .toList();
  }

  MultiLayerNetwork model() throws IOException {
    return ModelSerializer.restoreMultiLayerNetwork(folder.resolve("model.zip").toFile(), false);
  }

  /** The bytes of the parameters. */
  byte[] parameters() throws IOException {
    try (ZipFile zip = new ZipFile(folder.resolve("model.zip").toFile());
        InputStream stream = zip.getInputStream(zip.getEntry("coefficients.bin"))) {
      return stream.readAllBytes();
    }
  }
}

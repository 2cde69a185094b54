package org.sdze.arbiter.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.sdze.optimizer.checkpoint.AtomicFile;
import org.sdze.optimizer.checkpoint.CheckpointException;
import org.sdze.optimizer.checkpoint.Checksum;
import org.sdze.optimizer.text.Text;

/**
 * A file with one JSON object, whose last field is the checksum of all others. One without that
 * field, of an earlier release, is read as it stands.
 */
public final class JsonRecord {

  private static final String CHECKSUM = "checksum";

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private JsonRecord() {}

  /** Writes a record or an object. */
  public static void write(Path file, Object value) throws IOException {
    ObjectNode node = (ObjectNode) MAPPER.readTree(MAPPER.writeValueAsBytes(value));
    node.put(CHECKSUM, checksum(node));
    AtomicFile.write(
        file, MAPPER.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(node));
  }

  /**
   * Reads an object.
   *
   * @throws java.io.FileNotFoundException if there is no such file
   * @throws CheckpointException if it is damaged, naming it
   */
  public static ObjectNode read(Path file) throws IOException {
    String text = StoredText.read(file);
    if (text.isBlank()) {
      throw new CheckpointException(file + " is damaged: it is empty");
    }
    JsonNode node;
    try {
      node = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw damaged(file, e);
    }
    if (!(node instanceof ObjectNode object)) {
      throw new CheckpointException(file + " is damaged: it is no JSON object");
    }
    JsonNode checksum = object.remove(CHECKSUM);
    if (checksum != null && !checksum.asText().equals(checksum(object))) {
      throw new CheckpointException(file + " is damaged: its checksum is wrong");
    }
    return object;
  }

  /**
   * Reads a record.
   *
   * @throws java.io.FileNotFoundException if there is no such file
   * @throws CheckpointException if it is damaged, or another record, naming it
   */
  public static <T> T read(Path file, Class<T> type) throws IOException {
    try {
      return MAPPER.treeToValue(read(file), type);
    } catch (JsonProcessingException e) {
      throw damaged(file, e);
    }
  }

  private static CheckpointException damaged(Path file, JsonProcessingException e) {
    return new CheckpointException(
        Text.format(
            "%s is damaged: %s",
            file, e.getOriginalMessage().lines().findFirst().orElse("no JSON")),
        e);
  }

  private static String checksum(ObjectNode node) throws JsonProcessingException {
    return Checksum.of(MAPPER.writeValueAsBytes(node));
  }
}

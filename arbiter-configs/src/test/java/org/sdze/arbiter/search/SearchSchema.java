package org.sdze.arbiter.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The published schema of a search's file, applied by a validator that knows nothing of ours. */
final class SearchSchema {

  /** From the module's folder, in which the tests run. */
  static final Path FILE = Path.of("..", "docs", "search.schema.json");

  private static final JsonSchema SCHEMA = read();

  private SearchSchema() {}

  private static JsonSchema read() {
    try {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(Files.readString(FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it objects to. */
  static List<String> faults(String json) {
    return SCHEMA.validate(json, InputFormat.JSON).stream()
        .map(ValidationMessage::getMessage)
        .toList();
  }

  /** The schema itself. */
  static JsonNode node() {
    return SCHEMA.getSchemaNode();
  }

  /** One of its definitions. */
  static JsonNode definition(String name) {
    return node().get("$defs").get(name);
  }
}

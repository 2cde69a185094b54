package org.sdze.arbiter.search;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sdze.optimizer.setting.Range;
import org.sdze.optimizer.setting.Setting;
import org.sdze.pinn.problem.Problems;
import org.sdze.pinn.solve.SolveSettings;

/** The part of the schema that says what a search's space may hold, made of the catalogue. */
final class SpaceSchema {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private SpaceSchema() {}

  /** The text of a schema, with the definition of the space made anew. */
  static String in(Path file) throws IOException {
    ObjectNode schema = (ObjectNode) MAPPER.readTree(Files.readString(file));
    ObjectNode space = MAPPER.createObjectNode().put("type", "object");
    ObjectNode properties = space.putObject("properties");
    for (Setting<?> setting : SolveSettings.CATALOGUE.settings()) {
      properties.set(setting.name(), property(setting));
    }
    space.put("additionalProperties", false);
    ObjectNode definitions = (ObjectNode) schema.get("$defs");
    definitions.set("space", space);
    ArrayNode names = definitions.withObject("/problem/properties/name").putArray("enum");
    Problems.library().names().forEach(names::add);
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
    return MAPPER.writer(printer).writeValueAsString(schema) + "\n";
  }

  private static ObjectNode property(Setting<?> setting) {
    ObjectNode property =
        MAPPER
            .createObjectNode()
            .put("description", setting.meaning() + "; default: " + setting.usually());
    ArrayNode forms = property.putArray("anyOf");
    Range<?> range = setting.range();
    forms.add(value(range));
    ObjectNode category = object(forms, "category");
    category
        .withObject("/properties")
        .putObject("values")
        .put("type", "array")
        .put("minItems", 1)
        .put("uniqueItems", true)
        .set("items", value(range));
    category.putArray("required").add("kind").add("values");
    if (range instanceof Range.Whole) {
      interval(forms, "integer", number(range));
    } else if (range instanceof Range.Real) {
      interval(forms, "real", number(range));
      interval(forms, "log", number(range).put("exclusiveMinimum", 0));
    }
    return property;
  }

  private static ObjectNode object(ArrayNode forms, String kind) {
    ObjectNode object = forms.addObject().put("type", "object").put("additionalProperties", false);
    object.putObject("properties").putObject("kind").put("const", kind);
    return object;
  }

  private static void interval(ArrayNode forms, String kind, ObjectNode end) {
    ObjectNode interval = object(forms, kind);
    interval.withObject("/properties").set("from", end);
    interval.withObject("/properties").set("to", end.deepCopy());
    interval.putArray("required").add("kind").add("from").add("to");
  }

  private static ObjectNode value(Range<?> range) {
    ObjectNode value = MAPPER.createObjectNode();
    if (range instanceof Range.Choice<?> choice) {
      choice.words().forEach(value.putArray("enum")::add);
    } else if (range instanceof Range.Flag) {
      value.put("type", "boolean");
    } else if (range instanceof Range.Whole whole && whole.hasAll()) {
      value.putArray("anyOf").add(number(range)).addObject().put("const", Range.ALL);
    } else {
      return number(range);
    }
    return value;
  }

  private static ObjectNode number(Range<?> range) {
    ObjectNode number = MAPPER.createObjectNode();
    if (range instanceof Range.Whole whole) {
      return number
          .put("type", "integer")
          .put("minimum", whole.least())
          .put("maximum", whole.most());
    }
    Range.Real real = (Range.Real) range;
    number.put("type", "number").put(real.isIncluded() ? "minimum" : "exclusiveMinimum", 0);
    if (Double.isFinite(real.below())) {
      number.put("exclusiveMaximum", (int) real.below());
    }
    return number;
  }
}

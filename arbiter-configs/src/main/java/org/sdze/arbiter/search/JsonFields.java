package org.sdze.arbiter.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.text.Text;

/**
 * An object of a JSON file whose every field is asked for by name. Each refusal is an {@code
 * IllegalArgumentException} of one sentence with the path of the field, its value and what is
 * allowed.
 */
final class JsonFields {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final int SHOWN = 60;

  private final String path;
  private final ObjectNode object;

  private JsonFields(String path, ObjectNode object) {
    this.path = path;
    this.object = object;
  }

  /** The object that a text consists of. */
  static JsonFields parse(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("it must be a JSON object, was empty");
    }
    JsonNode node;
    try {
      node = MAPPER.readTree(text);
    } catch (StreamConstraintsException e) { // its own words are about settings of the parser
      throw new IllegalArgumentException(
          "it is nested too deeply, or holds a number or a name that is too long", e);
    } catch (MismatchedInputException e) { // a tree can be made of anything but this
      throw new IllegalArgumentException("more follows after the object", e);
    } catch (JsonProcessingException e) {
      String where =
          e.getLocation() == null
              ? ""
              : Text.format(
                  " (line %d, column %d)",
                  e.getLocation().getLineNr(), e.getLocation().getColumnNr());
      throw new IllegalArgumentException(
          Text.format(
              "it is no valid JSON: %s%s",
              e.getOriginalMessage().lines().findFirst().orElse(""), where),
          e);
    }
    if (!(node instanceof ObjectNode whole)) {
      throw new IllegalArgumentException("it must be a JSON object, was " + shown(node));
    }
    return new JsonFields("", whole);
  }

  /** Refuses all fields but these. */
  JsonFields only(List<String> names) {
    for (Iterator<String> found = object.fieldNames(); found.hasNext(); ) {
      String name = found.next();
      if (!names.contains(name)) {
        throw Argument.refused(
            "there is no field %s; %s has the fields %s",
            pathOf(name), path.isEmpty() ? "a search" : path, String.join(", ", names));
      }
    }
    return this;
  }

  /** The whole object. */
  ObjectNode asNode() {
    return object;
  }

  boolean has(String name) {
    return object.has(name);
  }

  String pathOf(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** The field as it stands. */
  JsonNode node(String name) {
    JsonNode node = object.get(name);
    if (node == null) {
      throw new IllegalArgumentException(pathOf(name) + " is missing");
    }
    return node;
  }

  JsonFields object(String name) {
    if (!(node(name) instanceof ObjectNode inner)) {
      throw mistake(name, "an object");
    }
    return new JsonFields(pathOf(name), inner);
  }

  String text(String name) {
    JsonNode node = node(name);
    if (!node.isTextual()) {
      throw mistake(name, "a text");
    }
    return node.textValue();
  }

  /** One of some words. */
  String oneOf(String name, List<String> words) {
    JsonNode node = node(name);
    if (!node.isTextual() || !words.contains(node.textValue())) {
      throw mistake(name, (words.size() > 1 ? "one of " : "") + String.join(", ", words));
    }
    return node.textValue();
  }

  /** A whole number in a range, ends included; {@code otherwise} where it is not given. */
  long whole(String name, long least, long most, @Nullable Long otherwise) {
    if (!has(name) && otherwise != null) {
      return otherwise;
    }
    JsonNode node = node(name);
    if (!node.isIntegralNumber()
        || !node.canConvertToLong()
        || node.longValue() < least
        || node.longValue() > most) {
      throw mistake(
          name,
          least == Long.MIN_VALUE
              ? "a whole number"
              : Text.format("a whole number from %d to %d", least, most));
    }
    return node.longValue();
  }

  /** A finite number. */
  double number(String name) {
    JsonNode node = node(name);
    if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
      throw mistake(name, "a number");
    }
    return node.doubleValue();
  }

  /** A finite number above 0; {@code otherwise} where it is not given. */
  double positive(String name, @Nullable Double otherwise) {
    if (!has(name) && otherwise != null) {
      return otherwise;
    }
    JsonNode node = node(name);
    double value = node.isNumber() ? node.doubleValue() : Double.NaN;
    if (!(value > 0) || Double.isInfinite(value)) {
      throw mistake(name, "a positive number");
    }
    return value;
  }

  /** A list that is not empty. */
  List<JsonNode> list(String name) {
    JsonNode node = node(name);
    if (!node.isArray() || node.isEmpty()) {
      throw mistake(name, "a list that is not empty");
    }
    List<JsonNode> list = new ArrayList<>();
    node.forEach(list::add);
    return list;
  }

  IllegalArgumentException mistake(String name, String allowed) {
    return Argument.refused("%s must be %s, was %s", pathOf(name), allowed, shown(node(name)));
  }

  static String shown(JsonNode node) {
    String text = node.toString();
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}

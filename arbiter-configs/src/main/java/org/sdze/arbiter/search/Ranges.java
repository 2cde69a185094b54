package org.sdze.arbiter.search;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.distribution.LogUniformDistribution;
import org.deeplearning4j.arbiter.optimize.parameter.FixedValue;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.integer.IntegerParameterSpace;
import org.sdze.arbiter.report.Axis;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.setting.Range;
import org.sdze.optimizer.setting.Setting;
import org.sdze.optimizer.text.Text;

/**
 * The space of a search's file: a value or a range for each setting it names.
 *
 * <p>A value alone, {@code "batch": 400}, holds for all candidates. A range is {@code {"kind":
 * "real", "from": 0, "to": 0.99}}; kind {@code log} spreads evenly in the logarithm; {@code
 * integer} over whole numbers; {@code {"kind": "category", "values": [64, 128, 256]}} lists values.
 */
final class Ranges {

  private static final List<String> KINDS = List.of("real", "log", "integer", "category");

  private final Map<String, ParameterSpace<?>> spaces = new LinkedHashMap<>();
  private final Map<String, Axis> axes = new LinkedHashMap<>();

  /** Reads the fields. */
  Ranges(JsonFields fields, List<Setting<?>> settings) {
    fields.only(settings.stream().map(Setting::name).toList());
    for (Setting<?> setting : settings) {
      if (fields.has(setting.name())) {
        read(fields, setting);
      }
    }
  }

  private void read(JsonFields fields, Setting<?> setting) {
    String name = setting.name();
    if (!fields.node(name).isObject()) {
      spaces.put(name, new FixedValue<>(value(fields, name, fields.node(name), setting)));
      return;
    }
    JsonFields range = fields.object(name);
    String kind = range.oneOf("kind", KINDS);
    if (kind.equals("category")) {
      readCategory(range.only(List.of("kind", "values")), setting);
      return;
    }
    range.only(List.of("kind", "from", "to"));
    boolean isWhole = setting.range() instanceof Range.Whole;
    boolean isNumber = setting.range() instanceof Range.Real;
    if (kind.equals("integer") ? !isWhole : !isNumber) {
      throw range.mistake(
          "kind",
          isWhole ? "integer or category" : isNumber ? "real, log or category" : "category");
    }
    double from = end(range, "from", setting);
    double to = end(range, "to", setting);
    if (!(from < to)) {
      throw range.mistake("to", Text.format("above from (%s)", range.node("from")));
    }
    if (kind.equals("integer")) {
      spaces.put(name, new IntegerParameterSpace((int) from, (int) to));
      axes.put(name, Axis.integer(name, (long) from, (long) to));
    } else if (kind.equals("log")) {
      if (from <= 0) {
        throw range.mistake("from", "a positive number");
      }
      spaces.put(name, new ContinuousParameterSpace(new LogUniformDistribution(from, to)));
      axes.put(name, Axis.log(name, from, to));
    } else {
      spaces.put(name, new ContinuousParameterSpace(from, to));
      axes.put(name, Axis.real(name, from, to));
    }
  }

  private static double end(JsonFields range, String name, Setting<?> setting) {
    double end = range.number(name);
    if (!(setting.range().read(range.node(name).numberValue()) instanceof Number)) {
      throw range.mistake(name, setting.range().allowed());
    }
    return end;
  }

  private void readCategory(JsonFields range, Setting<?> setting) {
    List<Object> read = new ArrayList<>();
    for (JsonNode node : range.list("values")) {
      read.add(value(range, "values", node, setting));
    }
    if (new HashSet<>(read).size() != read.size()) {
      throw range.mistake("values", "a list of different values");
    }
    if (read.size() == 1) {
      spaces.put(setting.name(), new FixedValue<>(read.get(0)));
      return;
    }
    spaces.put(setting.name(), new DiscreteParameterSpace<>(read));
    axes.put(
        setting.name(),
        Axis.category(setting.name(), read.stream().map(setting.range()::text).toList()));
  }

  private static Object value(JsonFields fields, String name, JsonNode node, Setting<?> setting) {
    Object written =
        node.isNumber()
            ? node.numberValue()
            : node.isBoolean() ? (Object) node.booleanValue() : node.textValue();
    Object value = written == null ? null : setting.range().read(written);
    if (value == null) {
      throw Argument.refused(
          "%s must be %s, was %s",
          fields.pathOf(name), setting.range().allowed(), JsonFields.shown(node));
    }
    return value;
  }

  /** The spaces by name. */
  Map<String, ParameterSpace<?>> spaces() {
    return spaces;
  }

  /** The parameters that are no fixed values, in the order of the settings. */
  List<Axis> axes() {
    return List.copyOf(axes.values());
  }
}

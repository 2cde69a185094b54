package org.sdze.arbiter.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sdze.optimizer.setting.Range;
import org.sdze.optimizer.setting.Setting;
import org.sdze.pinn.problem.Problems;
import org.sdze.pinn.solve.SolveSettings;
import org.sdze.testing.Generated;

/** The published schema is what the reader reads. */
class SearchSchemaTest {

  private static final List<Setting<?>> SETTINGS = SolveSettings.CATALOGUE.settings();

  @Test
  void itsSpaceIsThatOfTheCatalogue() throws IOException {
    Generated.assertFile(SearchSchema.FILE, SpaceSchema.in(SearchSchema.FILE));
  }

  static List<Path> configs() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("configs"))) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void everyShippedSearchNamesItAndFitsIt(Path config) throws IOException {
    String text = Files.readString(config);
    assertEquals(List.of(), SearchSchema.faults(text));
    Path named = config.resolveSibling(new ObjectMapper().readTree(text).get("$schema").asText());
    assertTrue(Files.isSameFile(SearchSchema.FILE, named), named.toString());
    SearchConfig read = SearchConfig.read(config, Problems.library());
    assertTrue(read.description().length() > 30, "says what it explores");
    assertEquals(List.of(), SearchSchema.faults(read.onlyDefaults().toString()));
  }

  @Test
  void sixEquationsAreSearchedByBayesianSearchAndByHalvingAmongOthers() throws IOException {
    Set<String> equations = new HashSet<>();
    Set<String> generators = new HashSet<>();
    for (Path config : configs()) {
      SearchConfig search = SearchConfig.read(config, Problems.library());
      equations.add(search.problem().name());
      generators.add(search.json().at("/generator/kind").asText());
    }
    assertEquals(6, equations.size(), equations.toString());
    assertTrue(generators.containsAll(Set.of("bayesian", "halving", "hyperband")));
  }

  private static Set<String> names(JsonNode node) {
    Set<String> names = new HashSet<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static Set<String> words(JsonNode list) {
    Set<String> words = new HashSet<>();
    list.forEach(word -> words.add(word.asText()));
    return words;
  }

  /** All that the alternatives of a definition call their kind. */
  private static Set<String> kinds(String definition) {
    Set<String> kinds = new HashSet<>();
    for (JsonNode kind : SearchSchema.definition(definition).findValues("kind")) {
      kinds.addAll(words(kind.path("enum")));
      if (kind.has("const")) {
        kinds.add(kind.get("const").asText());
      }
    }
    return kinds;
  }

  @Test
  void itsListsAreTheReaders() {
    assertEquals(Set.copyOf(SearchConfig.FIELDS), names(SearchSchema.node().get("properties")));
    assertEquals(Set.copyOf(SearchConfig.PROBLEMS), kinds("problem"));
    assertEquals(
        Set.copyOf(Problems.library().names()),
        words(SearchSchema.definition("problem").at("/properties/name/enum")));
    assertEquals(Set.copyOf(SearchConfig.SCORES), kinds("score"));
    assertEquals(Set.copyOf(SearchConfig.GENERATORS), kinds("generator"));
    assertEquals(
        Set.copyOf(SearchConfig.LAWS),
        words(SearchSchema.definition("generator").findValue("proposals").get("enum")));
    assertEquals(
        Set.copyOf(SearchConfig.LIMITS),
        names(SearchSchema.definition("limits").get("properties")));
    assertEquals(
        SearchConfig.MOST_CANDIDATES,
        SearchSchema.definition("limits").at("/properties/candidates/maximum").asInt());
    assertEquals(
        SearchConfig.MOST_WORKERS, SearchSchema.node().at("/properties/workers/maximum").asInt());
    assertEquals(
        SearchConfig.MOST_THREADS, SearchSchema.node().at("/properties/threads/maximum").asInt());
    assertEquals(
        SearchConfig.LEAST_MEMORY, SearchSchema.node().at("/properties/memory/minimum").asInt());
    assertEquals(
        SearchConfig.MOST_MEMORY, SearchSchema.node().at("/properties/memory/maximum").asInt());
  }

  private static String search(String setting, String value) {
    return """
        {"problem": {"kind": "equation", "name": "poisson-ridge", "dimension": 3},
         "space": {"%s": %s},
         "score": {"kind": "residual"},
         "generator": {"kind": "random"},
         "training": {"steps": 3}}
        """
        .formatted(setting, value);
  }

  /** Whether the reader of a setting takes a value. */
  private static boolean isRead(String setting, String value) {
    try {
      new Ranges(JsonFields.parse("{\"%s\": %s}".formatted(setting, value)), SETTINGS);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Values at and beyond the ends of what a setting takes, alone and in ranges. */
  private static List<String> probes(Setting<?> setting) {
    List<String> values =
        new ArrayList<>(List.of("0", "-1", "0.5", "1", "1.5", "2", "true", "[]", "null", "\"\""));
    if (setting.range() instanceof Range.Whole whole) {
      values.add("%d".formatted(whole.most()));
      values.add("%d".formatted(whole.most() + 1L));
      values.add("\"all\"");
    }
    for (String word : List.of("Tanh", "org.sdze.Tanh", "none")) {
      values.add("\"%s\"".formatted(word));
    }
    if (setting.range() instanceof Range.Choice<?> choice) {
      choice.words().forEach(word -> values.add("\"%s\"".formatted(word)));
    }
    List<String> probes = new ArrayList<>(values);
    for (String value : values) {
      probes.add("{\"kind\": \"category\", \"values\": [%s]}".formatted(value));
    }
    probes.add("{\"kind\": \"category\", \"values\": []}");
    probes.add("{\"kind\": \"category\", \"values\": [1, 1]}");
    probes.add("{\"kind\": \"category\", \"values\": [1], \"from\": 1}");
    for (String kind : List.of("real", "log", "integer", "category", "normal")) {
      for (String ends :
          List.of("0, 0.5", "0.1, 0.5", "0.5, 1", "-1, 1", "1, 2", "1.5, 2", "2, 1e12")) {
        int comma = ends.indexOf(',');
        probes.add(
            "{\"kind\": \"%s\", \"from\": %s, \"to\": %s}"
                .formatted(kind, ends.substring(0, comma), ends.substring(comma + 1)));
      }
      probes.add("{\"kind\": \"%s\", \"from\": 1}".formatted(kind));
    }
    return probes;
  }

  @Test
  void itTakesOfEachSettingWhatTheReaderTakes() {
    JsonNode space = SearchSchema.definition("space");
    assertEquals(
        new HashSet<>(SETTINGS.stream().map(Setting::name).toList()),
        names(space.get("properties")));
    int read = 0;
    for (Setting<?> setting : SETTINGS) {
      for (String value : probes(setting)) {
        boolean isRead = isRead(setting.name(), value);
        read += isRead ? 1 : 0;
        List<String> faults = SearchSchema.faults(search(setting.name(), value));
        assertEquals(isRead, faults.isEmpty(), setting.name() + ": " + value + " " + faults);
      }
    }
    assertTrue(read > 100, "probes that are read: " + read);
  }
}

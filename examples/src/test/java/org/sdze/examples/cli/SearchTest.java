package org.sdze.examples.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sdze.arbiter.report.CandidateRow;
import org.sdze.arbiter.search.CandidateTask;
import org.sdze.arbiter.search.Launcher;
import org.sdze.arbiter.search.Search;
import org.sdze.arbiter.search.SearchConfig;
import org.sdze.arbiter.store.JsonRecord;
import org.sdze.pinn.problem.Problems;
import org.sdze.testing.Ended;

/** The real command, with a process a candidate. */
class SearchTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** From the module's folder, in which the tests run. */
  private static final Path CONFIGS = Path.of("..", "arbiter-configs", "configs");

  private static final Search.Listener DEAF = progress -> {};

  @TempDir private Path folder;

  private Path config(String training, int candidates) throws IOException {
    return config(
        "{\"kind\": \"bayesian\", \"seed\": 1, \"initialPoints\": 2}", training, candidates);
  }

  private Path config(String generator, String training, int candidates) throws IOException {
    return Files.writeString(
        folder.resolve("tiny.json"),
        """
        {"problem": {"kind": "equation", "name": "poisson-two-body", "dimension": 3},
         "space": {
           "width": {"kind": "integer", "from": 4, "to": 12},
           "batch": 12,
           "damping": {"kind": "log", "from": 1e-6, "to": 1e-1}},
         "score": {"kind": "relative-error", "points": 40},
         "generator": %s,
         "training": {%s},
         "limits": {"candidates": %d},
         "memory": 1500}
        """
            .formatted(generator, training, candidates));
  }

  private Ended search(Path config, Path out, String... options) {
    List<String> arguments = new ArrayList<>(List.of("search", config.toString()));
    arguments.addAll(List.of("--out", out.toString(), "--json"));
    arguments.addAll(List.of(options));
    return Ended.run(arguments.toArray(String[]::new));
  }

  private static JsonNode figures(Ended ended) throws IOException {
    List<String> lines = ended.stdout().lines().toList();
    return MAPPER.readTree(lines.get(lines.size() - 1));
  }

  /** The files of the finished candidates, by name. */
  private static Map<String, Path> finished(Path out) throws IOException {
    Map<String, Path> files = new TreeMap<>();
    if (Files.isDirectory(out.resolve("candidates"))) {
      try (Stream<Path> all = Files.list(out.resolve("candidates"))) {
        all.filter(file -> !file.getFileName().toString().startsWith("."))
            .forEach(file -> files.put(file.getFileName().toString(), file));
      }
    }
    return files;
  }

  private static Map<String, JsonNode> results(Path out) throws IOException {
    Map<String, JsonNode> results = new TreeMap<>();
    for (Map.Entry<String, Path> file : finished(out).entrySet()) {
      JsonNode turn = MAPPER.readTree(file.getValue().toFile());
      results.put(
          file.getKey(), MAPPER.createArrayNode().add(turn.get("point")).add(turn.get("score")));
    }
    return results;
  }

  @Test
  @Tag("slow")
  void aTinySearchEndToEnd() throws IOException {
    Path out = folder.resolve("out");
    Ended ended = search(config("\"steps\": 20", 2), out);
    assertEquals(0, ended.exitCode(), ended.stderr());
    JsonNode figures = figures(ended);
    List<String> names = new ArrayList<>();
    figures.fieldNames().forEachRemaining(names::add);
    assertEquals(
        List.of("candidates", "failed", "best", "bestScore", "defaultScore", "seconds"), names);
    assertEquals(2, figures.get("candidates").asInt());
    assertEquals(0, figures.get("failed").asInt());
    // A dozen units are no match for the 512 of the defaults, which are the best then.
    assertEquals(MAPPER.createObjectNode(), figures.get("best"));
    assertTrue(figures.get("bestScore").asDouble() > 0, ended.stdout());
    assertEquals(figures.get("defaultScore"), figures.get("bestScore"));
    assertEquals(
        List.of("00000.json", "00001.json", "default.json"), List.copyOf(finished(out).keySet()));
    assertTrue(Files.readString(out.resolve("report.html")).contains("tiny"));
    assertEquals(3, Files.readAllLines(out.resolve("results.csv")).size());
    MultiLayerNetwork network =
        MultiLayerNetwork.load(out.resolve("best").resolve("model.zip").toFile(), false);
    assertEquals(512, network.getLayer(0).getParam("W").columns());
    assertTrue(ended.stdout().contains("default"), ended.stdout());
    assertTrue(ended.stderr().contains("2 of 2 done, 0 running, 0 failed, best "), ended.stderr());

    Ended second = search(config("\"steps\": 20", 2), out);
    assertEquals(figures.get("bestScore"), figures(second).get("bestScore"));
    Ended other = search(config("\"steps\": 21", 2), out);
    assertEquals(2, other.exitCode());
    assertEquals("", other.stdout());
    assertTrue(other.stderr().contains("holds another search"), other.stderr());
  }

  /** Whether a candidate was begun since then; one that was killed leaves its folder. */
  private static boolean hasBegunACandidate(Path out, Instant since) throws IOException {
    if (!Files.isDirectory(out.resolve("running"))) {
      return false;
    }
    try (Stream<Path> begun = Files.list(out.resolve("running"))) {
      for (Path folder : begun.toList()) {
        if (Files.exists(folder) && Files.getLastModifiedTime(folder).toInstant().isAfter(since)) {
          return true;
        }
      }
    } catch (NoSuchFileException e) {
      return false; // it ended between the two questions
    }
    return false;
  }

  /**
   * Kills a search as no program can catch it.
   *
   * @param isEarly whether at a moment of its start, or of its work
   * @param moment in [0, 1), of the longest wait
   */
  private void kill(Path config, Path out, boolean isEarly, double moment) throws Exception {
    long delay = Math.round(1_500 * moment);
    Instant since = Instant.now();
    Ended.Running running =
        new Ended.Running(
            List.of(), "search", config.toString(), "--out", out.toString(), "--quiet");
    while (!isEarly && running.isAlive() && !hasBegunACandidate(out, since)) {
      Thread.sleep(5);
    }
    Thread.sleep(delay);
    assertTrue(running.isAlive(), running.errorsSoFar());
    running.signal("9");
    assertEquals(137, running.await().exitCode());
  }

  /**
   * Each moment is random in its own eighth of the longest wait: no quarter of it goes without a
   * kill, as is usual with a dozen moments that are random in all of it.
   */
  @Test
  @Tag("slow")
  void aSearchThatIsKilledEightTimesEndsAsOneThatIsNotAndRepeatsNothing() throws Exception {
    String halving = "{\"kind\": \"halving\", \"least\": 10, \"loops\": 2, \"seed\": 1}";
    Path config = config(halving, "\"steps\": 30", 100);
    Path whole = folder.resolve("whole");
    Ended undisturbed = search(config, whole); // in processes, whose threads the bits depend on
    assertEquals(0, undisturbed.exitCode(), undisturbed.stderr());
    // More than eight kills can see end: a process of a candidate takes half as long as the
    // longest wait for a kill at least, and so one turn in two kills.
    assertEquals(1 + 2 * (3 + 1), finished(whole).size());
    Path out = folder.resolve("out");
    int kills = 8;
    Random moments = new Random(20);
    Map<String, FileTime> written = new TreeMap<>();
    for (int kill = 0; kill < kills; kill++) {
      kill(config, out, kill % 4 == 1, (kill + moments.nextDouble()) / kills);
      assertTrue(results(whole).entrySet().containsAll(results(out).entrySet()), "all is readable");
      for (Map.Entry<String, Path> file : finished(out).entrySet()) {
        FileTime now = Files.getLastModifiedTime(file.getValue());
        FileTime before = written.putIfAbsent(file.getKey(), now);
        assertTrue(before == null || before.equals(now), file.getKey() + " was trained again");
      }
    }
    Ended ended = Ended.run("search", "--resume", out.toString(), "--json");
    assertEquals(0, ended.exitCode(), ended.stderr());
    assertEquals(results(whole), results(out));
    for (Map.Entry<String, FileTime> file : written.entrySet()) {
      assertEquals(file.getValue(), Files.getLastModifiedTime(finished(out).get(file.getKey())));
    }
    assertEquals(2 * 3, figures(ended).get("candidates").asInt());
    assertEquals(0, figures(ended).get("failed").asInt());
  }

  /** With candidates of 512 units, whose products every thread takes a part of. */
  @Test
  @Tag("slow")
  void aSearchThatGoesOnWithOtherWorkersEndsWithTheSameBits() throws IOException {
    Path config = config("{\"kind\": \"random\", \"seed\": 1}", "\"steps\": 10", 2);
    Files.writeString(
        config,
        Files.readString(config)
            .replace("\"from\": 4, \"to\": 12", "\"from\": 400, \"to\": 512")
            .replace("\"batch\": 12", "\"batch\": 300"));
    Path whole = folder.resolve("whole");
    Ended alone = search(config, whole, "--workers", "1");
    assertEquals(0, alone.exitCode(), alone.stderr());
    assertFalse(alone.stderr().contains("warning"), alone.stderr());
    Path pieces = folder.resolve("pieces");
    assertEquals(0, search(config, pieces, "--workers", "1", "--candidates", "1").exitCode());
    ObjectNode reference = JsonRecord.read(finished(pieces).get("default.json"));
    assertEquals(1, reference.at("/arithmetic/threads").asInt());
    assertEquals(1, reference.at("/arithmetic/blasThreads").asInt());
    ((ObjectNode) reference.get("arithmetic")).put("core", "abacus");
    JsonRecord.write(finished(pieces).get("default.json"), reference);
    Ended rest = search(config, pieces, "--workers", "2");
    assertEquals(0, rest.exitCode(), rest.stderr());
    assertEquals(3, results(whole).size());
    assertEquals(results(whole), results(pieces));
    assertArrayEquals(
        MultiLayerNetwork.load(whole.resolve("best").resolve("model.zip").toFile(), false)
            .params()
            .toFloatVector(),
        MultiLayerNetwork.load(pieces.resolve("best").resolve("model.zip").toFile(), false)
            .params()
            .toFloatVector());
    assertEquals(
        1,
        rest.errorLines().stream()
            .filter(
                line ->
                    line.startsWith("warning: candidates are trained by other arithmetic")
                        && line.contains(" instead of abacus"))
            .count(),
        rest.stderr());
  }

  // A shell may have started us with the signal ignored, which a child would inherit.
  private static final List<String> HEARING_SIGNALS = List.of("env", "--default-signal=INT");

  @Test
  @Tag("slow")
  void anInterruptedSearchSaysHowToGoOn() throws Exception {
    assumeTrue(
        new ProcessBuilder("env", "--default-signal=INT", "true").start().waitFor() == 0,
        "needs the env of GNU");
    Path config = config("\"steps\": 1000000", 4);
    Path out = folder.resolve("out");
    Ended.Running running =
        new Ended.Running(
            HEARING_SIGNALS,
            ("search " + config + " --out " + out + " --json --workers 2").split(" "));
    List<ProcessHandle> children = List.of();
    while (running.isAlive() && children.size() < 2) { // the defaults and the first candidate
      Thread.sleep(50);
      children = ProcessHandle.of(running.pid()).orElseThrow().children().toList();
    }
    assertEquals(2, children.size(), running.errorsSoFar());
    running.signal("INT");
    Ended ended = running.await();
    assertEquals(130, ended.exitCode(), ended.stderr());
    assertEquals(0, figures(ended).get("candidates").asInt());
    assertTrue(figures(ended).get("bestScore").isNull());
    String hint = "to go on: ./sdze search %s --out %s --workers 2".formatted(config, out);
    assertTrue(ended.errorLines().contains(hint), ended.stderr());
    assertTrue(children.stream().noneMatch(ProcessHandle::isAlive));
    assertEquals(Map.of(), finished(out));
  }

  @Test
  void mistakesAreOneSentence() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.json"), "{\"problm\": 1}");
    assertMistake(
        bad
            + ": there is no field problm; a search has the fields $schema, description, problem,"
            + " space",
        InThisProcess.run("search", bad.toString()));
    assertMistake("there is no file nowhere.json", InThisProcess.run("search", "nowhere.json"));
    assertMistake("a search is missing: give a CONFIG, or --resume", InThisProcess.run("search"));
    assertMistake(
        "there is no search.json", InThisProcess.run("search", "--resume", folder.toString()));
    String config = config("\"steps\": 1", 1).toString();
    assertMistake(
        "--time must be a positive number", InThisProcess.run("search", config, "--time", "0"));
    assertMistake(
        "memory must be at least 3840 MiB for 10 workers",
        InThisProcess.run("search", config, "--workers", "10"));
  }

  private static void assertMistake(String expected, Ended ended) {
    assertEquals(2, ended.exitCode(), ended.stderr());
    assertEquals("", ended.stdout());
    assertEquals(1, ended.errorLines().size(), ended.stderr());
    assertTrue(ended.stderr().contains(expected), ended.stderr());
  }

  static List<Path> configs() throws IOException {
    try (Stream<Path> files = Files.list(CONFIGS)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void everyConfigSaysWhatItWouldDo(Path config) {
    Ended ended = InThisProcess.run("search", "--validate", config.toString());
    assertEquals(0, ended.exitCode(), ended.stderr());
    assertEquals("", ended.stderr());
    assertTrue(ended.stdout().contains("runs at most"), ended.stdout());
    assertFalse(ended.stdout().contains(" 0 parameters"), ended.stdout());
  }

  /** Trains candidates in this process, which saves the time of starting others. */
  private static Launcher inThisProcess(List<String> started) {
    return (root, key, memory) -> {
      started.add(key);
      CandidateTask.run(root, key, Problems.library());
      return new Launcher.Running() {
        @Override
        public boolean isAlive() {
          return false;
        }

        @Override
        public double residentMebibytes() {
          return 0;
        }

        @Override
        public void kill() {}

        @Override
        public String lastWords() {
          return "it has ended without a result";
        }
      };
    };
  }

  /** As it is, but for its length; interrupted after its first candidate. */
  @ParameterizedTest
  @Tag("slow")
  @MethodSource("configs")
  void everyConfigRunsCutToTwoCandidatesAndResumes(Path config) throws IOException {
    ObjectNode file = (ObjectNode) MAPPER.readTree(config.toFile());
    ObjectNode generator = (ObjectNode) file.get("generator");
    boolean isByRungs = generator.has("least");
    file.putObject("training").put("steps", isByRungs ? 2 : 1);
    if (isByRungs) {
      generator.put("least", 1).put("eta", 2);
    }
    ((ObjectNode) file.get("limits")).put("candidates", 2);
    SearchConfig cut = SearchConfig.parse("cut", file.toString(), Problems.library());
    List<String> started = new ArrayList<>();
    Launcher launcher = inThisProcess(started);
    Path out = folder.resolve("out");
    Search.Result piece = Search.run(cut, out, launcher, DEAF, () -> started.size() == 2, "");
    assertEquals(Search.End.INTERRUPTED, piece.end());
    Search.Result result =
        Search.run(Search.in(out, Problems.library()), out, launcher, DEAF, () -> false, "");
    assertEquals(Search.End.CANDIDATES, result.end());
    assertEquals(started.size(), new HashSet<>(started).size(), started.toString());
    assertEquals(List.of("default", "00000", "00001"), started.subList(0, 3));
    assertEquals(2, result.summary().candidates().size());
    for (CandidateRow candidate : result.summary().candidates()) {
      assertNull(candidate.failure());
      assertTrue(candidate.score() > 0, candidate.toString());
    }
    assertNotNull(result.summary().defaultScore());
    assertNotNull(result.bestScore());
    assertTrue(Files.exists(out.resolve("best").resolve("model.zip")));
  }
}

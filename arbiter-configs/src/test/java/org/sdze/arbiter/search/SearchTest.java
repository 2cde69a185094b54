package org.sdze.arbiter.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdze.arbiter.generator.BayesianGenerator;
import org.sdze.arbiter.report.CandidateRow;
import org.sdze.arbiter.report.SearchSummary;
import org.sdze.arbiter.report.Status;
import org.sdze.arbiter.store.JsonRecord;
import org.sdze.optimizer.Arithmetic;
import org.sdze.optimizer.dl4j.SavedNetwork;
import org.sdze.pinn.problem.Problems;

/** Searches whose candidates are trained in this process. */
class SearchTest {

  private static final Search.Listener DEAF = progress -> {};

  private static final String NARROW =
      "\"width\": {\"kind\": \"integer\", \"from\": 4, \"to\": 12}, \"batch\": ";

  @TempDir private Path folder;

  private final List<String> started = new ArrayList<>();

  private static SearchConfig config(String generator, int candidates) {
    return config(generator, candidates, NARROW + "12");
  }

  private static SearchConfig config(String generator, int candidates, String network) {
    return SearchConfig.parse(
        "test",
        """
        {"problem": {"kind": "equation", "name": "poisson-two-body", "dimension": 3},
         "space": {
           %s,
           "damping": {"kind": "log", "from": 1e-6, "to": 1e-1},
           "rule": {"kind": "category", "values": ["gauss-newton", "adam"]}},
         "score": {"kind": "relative-error", "points": 40},
         "generator": %s,
         "training": {"steps": 9},
         "limits": {"candidates": %d},
         "memory": 800}
        """
            .formatted(network, generator, candidates),
        Problems.library());
  }

  /** Has ended when it is begun. */
  private record Ended(String lastWords) implements Launcher.Running {
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
  }

  /** Trains at once, but for the work with these keys, which leaves nothing. */
  private Launcher launcher(String... crashing) {
    return (root, key, memory) -> {
      started.add(key);
      if (!Set.of(crashing).contains(key)) {
        CandidateTask.run(root, key, Problems.library());
      }
      return new Ended("its process ended with exit code 9");
    };
  }

  private Search.Result run(Path root, SearchConfig config, BooleanSupplier isInterrupted)
      throws IOException {
    return Search.run(config, root, launcher(), DEAF, isInterrupted, "make it again");
  }

  /** Interrupts once so many pieces of work were begun. */
  private BooleanSupplier after(int count) {
    return () -> started.size() >= count;
  }

  private static List<Map<String, Object>> valuesOf(SearchSummary summary) {
    return summary.candidates().stream().map(CandidateRow::values).toList();
  }

  /** What the model of a search is told: its next candidate is that of one told the same. */
  @Test
  void bayesianSearchKnowsTheDefaults() throws IOException {
    SearchConfig config =
        config(
            "{\"kind\": \"bayesian\", \"seed\": 1, \"initialPoints\": 2}",
            3,
            "\"width\": {\"kind\": \"category\", \"values\": [12, 512]}, \"batch\": 400");
    run(folder, config, () -> false);
    List<Turn> turns = new SearchFolder(folder).turns();
    assertEquals(List.of(-1, 0, 1, 2), turns.stream().map(Turn::candidate).toList());
    double[] defaults = config.space().point(config.defaults());
    List<List<Double>> next = new ArrayList<>();
    for (boolean isTold : new boolean[] {true, false}) {
      var model = new BayesianGenerator<>(config.space().space(), null, true, 2, 1, false);
      if (isTold) {
        model.report(-1, defaults, turns.get(0).score());
      }
      model.report(0, turns.get(1).work().coordinates(), turns.get(1).score());
      model.report(1, turns.get(2).work().coordinates(), turns.get(2).score());
      next.add(Arrays.stream(model.getCandidate().getFlatParameters()).boxed().toList());
    }
    assertEquals(next.get(0), turns.get(3).point());
    assertNotEquals(next.get(1), turns.get(3).point());
  }

  /** Begun there, saved, and gone on with: the same scores, since the twin has the same bits. */
  @Test
  void candidatesAreTrainedOnADevice() throws IOException {
    String settings = NARROW + "12, \"momentum\": 0, \"rule\": \"gauss-newton\"";
    List<List<Double>> scores = new ArrayList<>();
    int before = Twin.SOLVES.get();
    for (String device : List.of("cpu", "twin")) {
      SearchConfig config =
          SearchConfig.parse(
              "test",
              """
              {"problem": {"kind": "equation", "name": "poisson-two-body", "dimension": 3},
               "space": {%s},
               "score": {"kind": "relative-error", "points": 40},
               "generator": {"kind": "halving", "least": 3, "seed": 1},
               "training": {"steps": 9},
               "limits": {"candidates": 9},
               "device": "%s",
               "memory": 800}
              """
                  .formatted(settings, device),
              Problems.library());
      Path root = folder.resolve(device);
      SearchSummary summary = run(root, config, () -> false).summary();
      List<Turn> turns = new SearchFolder(root).turns();
      assertEquals(
          5, turns.size(), summary.toString()); // the defaults, three begun, one gone on with
      scores.add(turns.stream().skip(1).map(Turn::score).toList());
    }
    assertEquals(scores.get(0), scores.get(1));
    assertTrue(scores.get(0).stream().allMatch(Double::isFinite), scores.toString());
    assertTrue(Twin.SOLVES.get() >= before + 4, "trained there");
  }

  @ParameterizedTest
  @Tag("slow")
  @ValueSource(
      strings = {
        "{\"kind\": \"random\", \"seed\": 1}",
        "{\"kind\": \"sobol\", \"seed\": 1}",
        "{\"kind\": \"grid\", \"points\": 2}",
        "{\"kind\": \"bayesian\", \"seed\": 1, \"initialPoints\": 3}",
        "{\"kind\": \"halving\", \"least\": 1, \"seed\": 1}",
        "{\"kind\": \"hyperband\", \"least\": 3, \"seed\": 1, \"proposals\": \"random\"}"
      })
  void interruptionsChangeNothing(String generator) throws IOException {
    int limit = generator.contains("least") ? 100 : 6;
    Search.Result whole = run(folder.resolve("whole"), config(generator, limit), () -> false);
    List<String> all = List.copyOf(started);
    assertEquals(Search.End.CANDIDATES, whole.end());
    assertEquals("default", all.get(0));
    assertEquals(all.size(), new HashSet<>(all).size());
    started.clear();
    List<String> inPieces = new ArrayList<>();
    Search.Result last = null;
    for (int piece = 0; last == null || last.end() == Search.End.INTERRUPTED; piece++) {
      started.clear();
      last = run(folder.resolve("pieces"), config(generator, limit), after(3));
      inPieces.addAll(started);
      assertTrue(piece < 20);
    }
    assertEquals(all, inPieces, "the same work in the same order, none of it twice");
    assertEquals(valuesOf(whole.summary()), valuesOf(last.summary()));
    for (int k = 0; k < whole.summary().candidates().size(); k++) {
      CandidateRow one = whole.summary().candidates().get(k);
      CandidateRow other = last.summary().candidates().get(k);
      assertEquals(one.score(), other.score());
      assertEquals(one.status(), other.status());
    }
    assertEquals(whole.summary().defaultScore(), last.summary().defaultScore());
    assertEquals(whole.bestValues(), last.bestValues());
  }

  /** What becomes the record of a piece of work. */
  private Path unfinished(String key) {
    return folder.resolve("candidates").resolve(".%s.json.unfinished".formatted(key));
  }

  /** A piece of work whose record could not be written anymore is done again from its beginning. */
  @Test
  void workIsDoneAgainFromWhereItBegan() throws IOException {
    SearchConfig config =
        SearchConfig.parse(
            "test",
            """
            {"problem": {"kind": "equation", "name": "poisson-two-body", "dimension": 3},
             "space": {"width": 6, "batch": {"kind": "integer", "from": 10, "to": 50}},
             "score": {"kind": "relative-error", "points": 40},
             "generator": {"kind": "halving", "least": 1},
             "training": {"steps": 9},
             "limits": {"candidates": 100}}
            """,
            Problems.library());
    List<String> unwritable = new ArrayList<>(); // the first that goes on
    Launcher launcher =
        (root, key, memory) -> {
          CandidateTask.run(root, key, Problems.library());
          if (key.endsWith("-1") && unwritable.isEmpty()) {
            Files.createDirectories(unfinished(key).resolve("nothing can be written here"));
            unwritable.add(key);
          }
          return new Ended("");
        };
    assertThrows(
        IOException.class, () -> Search.run(config, folder, launcher, DEAF, () -> false, ""));
    String key = unwritable.get(0);
    assertTrue(Files.exists(folder.resolve("checkpoints").resolve(key + ".state")));
    Files.delete(unfinished(key).resolve("nothing can be written here"));
    Files.delete(unfinished(key));
    Search.run(config, folder, launcher, DEAF, () -> false, "");
    List<Turn> turns = new SearchFolder(folder).turns();
    assertEquals(1 + 9 + 3 + 1, turns.size());
    for (Turn turn : turns) {
      long steps = turn.isReference() ? 9 : Math.round(Math.pow(3, turn.rung()));
      assertEquals(steps, turn.steps(), () -> "candidate " + turn.candidate());
    }
    try (var checkpoints = Files.list(folder.resolve("checkpoints"))) {
      assertEquals(9 - 1, checkpoints.count(), "one each, none of the best");
    }
  }

  @Test
  void theBestNetworkIsKeptAndItsFileTrainsItAgain() throws IOException {
    SearchConfig better =
        config(
            "{\"kind\": \"random\"}",
            4,
            "\"width\": 64, \"momentum\": 0, \"learningRate\": 1, \"batch\": 100");
    Search.Result result = run(folder, better, () -> false);
    CandidateRow best = result.summary().best().orElseThrow();
    assertEquals(best.score(), result.bestScore());
    assertTrue(best.score() < result.summary().defaultScore());
    Path kept = folder.resolve("best");
    assertNotNull(SavedNetwork.read(kept.resolve("model.zip").toFile(), Set.of()));
    try (var models = Files.list(folder.resolve("models"))) {
      assertEquals(1, models.count());
    }
    assertTrue(Files.readString(folder.resolve("results.csv")).lines().count() == 5);
    assertTrue(Files.size(folder.resolve("report.html")) > 10_000);
    assertTrue(
        Files.readString(kept.resolve("command.txt"))
            .startsWith("./sdze search " + kept.resolve("config.json")));
    SearchConfig again = SearchConfig.read(kept.resolve("config.json"), Problems.library());
    Search.Result same = run(folder.resolve("again"), again, () -> false);
    assertEquals(best.score(), same.summary().best().orElseThrow().score());
  }

  @Test
  void theDefaultsAreTheBestWhereNoCandidateIsBetter() throws IOException {
    SearchConfig worse = config("{\"kind\": \"random\"}", 2, NARROW + "1");
    Search.Result result = run(folder, worse, () -> false);
    assertTrue(result.summary().best().orElseThrow().score() > result.summary().defaultScore());
    assertEquals(result.summary().defaultScore(), result.bestScore());
    assertEquals(Map.of(), result.bestValues());
    Path kept = folder.resolve("best");
    assertNotNull(SavedNetwork.read(kept.resolve("model.zip").toFile(), Set.of()));
    SearchConfig again = SearchConfig.read(kept.resolve("config.json"), Problems.library());
    Search.Result same = run(folder.resolve("again"), again, () -> false);
    assertEquals(result.bestScore(), same.summary().best().orElseThrow().score());
  }

  @Test
  void aCandidateThatCrashesIsRecordedAndTheSearchGoesOn() throws IOException {
    Search.Result result =
        Search.run(
            config("{\"kind\": \"bayesian\"}", 5),
            folder,
            launcher("00001"),
            DEAF,
            () -> false,
            "");
    assertEquals(5, result.summary().candidates().size());
    CandidateRow failed = result.summary().candidates().get(1);
    assertEquals(Status.FAILED, failed.status());
    assertEquals("its process ended with exit code 9", failed.failure());
    assertNull(failed.score());
  }

  /** A process that never ends, or takes a whole machine. */
  private static Launcher.Running endless(double mebibytes, List<String> killed, String key) {
    return new Launcher.Running() {
      @Override
      public boolean isAlive() {
        return !killed.contains(key);
      }

      @Override
      public double residentMebibytes() {
        return mebibytes;
      }

      @Override
      public void kill() {
        killed.add(key);
      }

      @Override
      public String lastWords() {
        return "";
      }
    };
  }

  @Test
  void hangingAndGreedyCandidatesAreKilled() throws IOException {
    SearchConfig config = config("{\"kind\": \"random\"}", 2);
    SearchConfig impatient =
        config.with(new SearchConfig.Limits(2, null, null, 0.2), 1, config.memoryMebibytes());
    List<String> killed = new ArrayList<>();
    Launcher launcher =
        (root, key, memory) -> endless(key.equals("00001") ? memory + 1 : 1, killed, key);
    Search.Result result = Search.run(impatient, folder, launcher, DEAF, () -> false, "");
    assertEquals(List.of("default", "00000", "00001"), killed);
    assertEquals(
        "given up after 0 seconds, in which it came to no end",
        result.summary().candidates().get(0).failure());
    assertEquals(
        "given up since it took 801 MiB, more than its share of 800",
        result.summary().candidates().get(1).failure());
    assertEquals(Map.of(), result.bestValues());
    assertFalse(Files.exists(folder.resolve("best").resolve("model.zip")));
  }

  @Test
  void aScoreThatIsGoodEnoughEndsTheSearch() throws IOException {
    SearchConfig config = config("{\"kind\": \"random\"}", 50);
    SearchConfig easy =
        config.with(new SearchConfig.Limits(50, null, 1e6, null), 1, config.memoryMebibytes());
    Search.Result result = run(folder, easy, () -> false);
    assertEquals(Search.End.SCORE, result.end());
    assertEquals(List.of("default"), started, "the defaults are good enough");
  }

  @Test
  void timeThatIsOverEndsTheSearchAndIsCountedAcrossResumptions() throws IOException {
    SearchConfig config = config("{\"kind\": \"random\"}", 50);
    run(folder, config, after(3));
    SearchConfig over =
        config.with(new SearchConfig.Limits(50, 1e-3, null, null), 1, config.memoryMebibytes());
    started.clear();
    assertEquals(Search.End.SECONDS, run(folder, over, () -> false).end());
    assertEquals(List.of(), started);
  }

  /** Hears warnings alone. */
  private static Search.Listener hearing(List<String> warnings) {
    return new Search.Listener() {
      @Override
      public void progressed(Search.Progress progress) {}

      @Override
      public void warned(String sentence) {
        warnings.add(sentence);
      }
    };
  }

  @Test
  void aSearchThatGoesOnWithOtherArithmeticSaysSoOnce() throws IOException {
    SearchConfig config = config("{\"kind\": \"random\"}", 3);
    List<String> warnings = new ArrayList<>();
    Search.run(config, folder, launcher(), hearing(warnings), after(1), "");
    Search.run(config, folder, launcher(), hearing(warnings), after(2), "");
    assertEquals(List.of(), warnings);
    Path reference = folder.resolve("candidates").resolve("default.json");
    int threads = Arithmetic.here().threads();
    ObjectNode turn = JsonRecord.read(reference);
    ObjectNode arithmetic = (ObjectNode) turn.get("arithmetic");
    assertEquals(threads, arithmetic.get("threads").asInt());
    arithmetic.put("threads", 99);
    JsonRecord.write(reference, turn);
    Search.run(config, folder, launcher(), hearing(warnings), () -> false, "");
    assertEquals(
        List.of(
            "candidates are trained by other arithmetic than before (threads: %d instead of 99): equal settings may come to other bits"
                .formatted(threads)),
        warnings);
  }

  @Test
  void foldersOfOthersAreRefused() throws IOException {
    run(folder.resolve("one"), config("{\"kind\": \"random\"}", 1), () -> false);
    IllegalArgumentException another =
        assertThrows(
            IllegalArgumentException.class,
            () -> run(folder.resolve("one"), config("{\"kind\": \"sobol\"}", 1), () -> false));
    assertEquals(
        "the folder %s holds another search (test, poisson-two-body in 3 dimensions); a folder holds one search"
            .formatted(folder.resolve("one")),
        another.getMessage());
    Files.createDirectory(folder.resolve("two"));
    Files.writeString(folder.resolve("two").resolve("notes.txt"), "mine");
    assertThrows(
        IllegalArgumentException.class,
        () -> run(folder.resolve("two"), config("{\"kind\": \"random\"}", 1), () -> false));
    try (SearchFolder held =
        SearchFolder.open(folder.resolve("three"), config("{\"kind\": \"random\"}", 1))) {
      assertEquals(
          "another search is at work in the folder " + held.root(),
          assertThrows(
                  IllegalArgumentException.class,
                  () -> run(held.root(), config("{\"kind\": \"random\"}", 1), () -> false))
              .getMessage());
    }
  }
}

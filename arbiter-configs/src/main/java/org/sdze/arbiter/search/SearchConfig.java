package org.sdze.arbiter.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sdze.arbiter.report.Axis;
import org.sdze.arbiter.score.PeakMemoryScore;
import org.sdze.arbiter.score.PointErrorScore;
import org.sdze.arbiter.score.RelativeErrorScore;
import org.sdze.arbiter.score.ResidualScore;
import org.sdze.arbiter.score.TimeToErrorScore;
import org.sdze.arbiter.score.WatchingScore;
import org.sdze.arbiter.store.StoredText;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.checkpoint.CheckpointException;
import org.sdze.optimizer.text.Text;
import org.sdze.optimizer.train.Budget;
import org.sdze.pinn.problem.Problems;
import org.sdze.pinn.solve.Device;
import org.sdze.pinn.solve.Devices;
import org.sdze.pinn.solve.SolveConfig;
import org.sdze.pinn.solve.SolveSettings;

/**
 * A search as its file describes it. The file is JSON; a field that is not known, and a kind that
 * is none of those listed, is refused with one sentence.
 *
 * @param title the file's name without its ending
 * @param description some sentences; may be empty
 * @param problems among which the file's is found
 * @param problem what settings are searched for
 * @param space the settings and their ranges
 * @param score what candidates are compared by
 * @param proposals how candidates are chosen
 * @param effort what a candidate is trained for, in all
 * @param seed of every candidate's training
 * @param limits when the search ends
 * @param workers how many candidates are trained at a time
 * @param threads that a candidate is trained on: as many whatever the workers, since its bits
 *     depend on them
 * @param device where their steps are made, one of {@link Devices#names}
 * @param memoryMebibytes what they may take together
 * @param json the file's object
 */
public record SearchConfig(
    String title,
    String description,
    Problems problems,
    SearchProblem problem,
    SearchSpace space,
    SearchScore score,
    ProposalPlan proposals,
    Budget effort,
    long seed,
    Limits limits,
    int workers,
    int threads,
    String device,
    int memoryMebibytes,
    ObjectNode json) {

  /**
   * When a search ends: at the first of its limits.
   *
   * @param candidates how many, the reference not counted
   * @param seconds of the whole search; null for no limit
   * @param score that is good enough; null for none
   * @param candidateSeconds after which a candidate is given up as hanging; null if that is found
   *     from the reference
   */
  public record Limits(
      int candidates,
      @Nullable Double seconds,
      @Nullable Double score,
      @Nullable Double candidateSeconds) {}

  /** Names the schema of a file, for editors; not read. */
  private static final String SCHEMA = "$schema";

  /** What a worker needs at the least. */
  public static final int LEAST_MEMORY = 384;

  /** The fields of a file. */
  static final List<String> FIELDS =
      List.of(
          SCHEMA,
          "description",
          "problem",
          "space",
          "score",
          "generator",
          "training",
          "limits",
          "workers",
          "threads",
          "device",
          "memory");

  /** What two searches may differ in and still be one. */
  private static final List<String> CIRCUMSTANCES =
      List.of(SCHEMA, "description", "limits", "workers", "memory");

  static final List<String> PROBLEMS = List.of("equation");
  static final List<String> SCORES =
      List.of("relative-error", "residual", "point-error", "time-to-error", "peak-memory");
  static final List<String> GENERATORS =
      List.of("random", "grid", "sobol", "bayesian", "halving", "hyperband");
  static final List<String> LAWS = List.of("random", "sobol", "bayesian");
  static final List<String> LIMITS = List.of("candidates", "seconds", "score", "candidateSeconds");

  static final int MOST_CANDIDATES = 1_000_000;
  private static final int USUAL_CANDIDATES = 50;
  private static final int USUAL_MEMORY = 4_096;
  static final int MOST_MEMORY = 1 << 24;
  static final int MOST_WORKERS = 256;
  static final int MOST_THREADS = 256;
  private static final int MOST_POINTS = 10_000_000;
  private static final int USUAL_POINTS = 2_000;

  /**
   * Reads a file.
   *
   * @param problems among which its own is found
   * @throws IllegalArgumentException if it cannot be read or is no search, naming it
   */
  public static SearchConfig read(Path file, Problems problems) {
    String text;
    try {
      text = StoredText.read(file);
    } catch (FileNotFoundException | CheckpointException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read as a text", e);
    }
    String name = String.valueOf(file.getFileName());
    try {
      return parse(
          name.endsWith(".json") ? name.substring(0, name.length() - 5) : name, text, problems);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(Text.format("%s: %s", file, e.getMessage()), e);
    }
  }

  /**
   * Reads a text.
   *
   * @param title of the search
   * @param problems among which its own is found
   * @throws IllegalArgumentException if it is no search
   */
  public static SearchConfig parse(String title, String text, Problems problems) {
    JsonFields fields = JsonFields.parse(text).only(FIELDS);
    if (fields.has(SCHEMA)) {
      fields.text(SCHEMA);
    }
    SearchProblem problem = problem(fields.object("problem"), problems);
    Budget effort = effort(fields.object("training"));
    long seed = fields.object("training").whole("seed", Long.MIN_VALUE, Long.MAX_VALUE, 0L);
    SearchSpace space = space(fields.object("space"), problem);
    SearchScore score = score(fields.object("score"), problem);
    ProposalPlan proposals = proposals(fields.object("generator"), score, effort);
    int workers = (int) fields.whole("workers", 1, MOST_WORKERS, 1L);
    int threads = (int) fields.whole("threads", 1, MOST_THREADS, 1L);
    String device = fields.has("device") ? fields.oneOf("device", Devices.names()) : Devices.CPU;
    int memory = (int) fields.whole("memory", LEAST_MEMORY, MOST_MEMORY, (long) USUAL_MEMORY);
    requireMemory(workers, memory);
    requireRoom(problem, space, workers, memory);
    return new SearchConfig(
        title,
        fields.has("description") ? fields.text("description") : "",
        problems,
        problem,
        space,
        score,
        proposals,
        effort,
        seed,
        fields.has("limits")
            ? limits(fields.object("limits"), usualCandidates(proposals))
            : new Limits((int) usualCandidates(proposals), null, null, null),
        workers,
        threads,
        device,
        memory,
        fields.asNode());
  }

  /**
   * Checks that each worker has the memory it needs.
   *
   * @throws IllegalArgumentException if not
   */
  public static void requireMemory(int workers, int memory) {
    if (memory / workers < LEAST_MEMORY) {
      throw Argument.refused(
          "memory must be at least %d MiB for %d workers (%d each), was %d",
          workers * LEAST_MEMORY, workers, LEAST_MEMORY, memory);
    }
  }

  /**
   * Checks what the values of a candidate must share to go together, and that the smallest one can
   * be held at all.
   */
  private static void requireRoom(
      SearchProblem problem, SearchSpace space, int workers, int memory) {
    SolveConfig candidate = space.candidate(middle(space));
    int dimension = problem.dimension();
    double weights = dimension * least(space, "width", candidate.network().width());
    if (weights > Integer.MAX_VALUE) { // DL4J counts them in an int
      throw Argument.refused(
          "problem.dimension %d makes a first layer of %.0f weights at least, but a network can have %d at most",
          dimension, weights, Integer.MAX_VALUE);
    }
    double points = dimension * least(space, "batch", candidate.loss().batch());
    double needed = (weights + points) * Float.BYTES / (1 << 20);
    if (needed * workers > memory) {
      throw Argument.refused(
          "memory must be at least %.0f MiB for %d workers, for the weights and points of their candidates in %d dimensions, was %d",
          Math.ceil(needed * workers), workers, dimension, memory);
    }
  }

  /** The least value of a setting, as a number that does not overflow. */
  private static double least(SearchSpace space, String name, double fixed) {
    return space.axes().stream()
        .filter(axis -> axis.name().equals(name))
        .mapToDouble(
            axis ->
                axis.kind() == Axis.Kind.CATEGORY
                    ? axis.categories().stream()
                        .mapToDouble(Double::parseDouble)
                        .min()
                        .orElse(fixed)
                    : axis.low())
        .findFirst()
        .orElse(fixed);
  }

  private static double[] middle(SearchSpace space) {
    double[] point = new double[space.dimension()];
    Arrays.fill(point, 0.5);
    return point;
  }

  private static SearchProblem problem(JsonFields fields, Problems problems) {
    fields.oneOf("kind", PROBLEMS);
    fields.only(List.of("kind", "name", "dimension"));
    return new SearchProblem(
        problems.get(fields.text("name")),
        (int) fields.whole("dimension", 1, Integer.MAX_VALUE, null));
  }

  private static SearchSpace space(JsonFields fields, SearchProblem problem) {
    return SearchSpace.of(problem, new Ranges(fields, SolveSettings.CATALOGUE.settings()));
  }

  private static SearchScore score(JsonFields fields, SearchProblem problem) {
    String kind = fields.oneOf("kind", SCORES);
    return switch (kind) {
      case "relative-error" -> {
        fields.only(List.of("kind", "points"));
        yield new SearchScore("relative L2 error", true, new RelativeErrorScore(points(fields)));
      }
      case "residual" -> {
        fields.only(List.of("kind", "points"));
        yield new SearchScore("norm of the residual", true, new ResidualScore(points(fields)));
      }
      case "point-error" -> {
        fields.only(List.of("kind", "point"));
        yield new SearchScore(
            "error at a point", true, new PointErrorScore(point(fields, problem)));
      }
      case "time-to-error" -> {
        fields.only(List.of("kind", "error", "points", "measurements"));
        yield new SearchScore(
            "seconds to the error",
            true,
            new TimeToErrorScore(
                fields.positive("error", null),
                points(fields),
                (int) fields.whole("measurements", 1, 10_000, 20L)));
      }
      default -> {
        fields.only(List.of("kind"));
        yield new SearchScore("peak memory in MiB", false, new PeakMemoryScore());
      }
    };
  }

  private static int points(JsonFields fields) {
    return (int) fields.whole("points", 1, MOST_POINTS, (long) USUAL_POINTS);
  }

  private static List<Double> point(JsonFields fields, SearchProblem problem) {
    List<Double> point = new ArrayList<>();
    int dimension = problem.dimension();
    for (JsonNode coordinate : fields.list("point")) {
      point.add(coordinate.isNumber() ? coordinate.doubleValue() : Double.NaN);
    }
    if (point.size() != dimension || !point.stream().allMatch(Double::isFinite)) {
      throw fields.mistake("point", Text.format("a list of %d numbers", dimension));
    }
    return point;
  }

  private static Budget effort(JsonFields fields) {
    fields.only(List.of("steps", "seconds", "seed"));
    if (fields.has("steps") == fields.has("seconds")) {
      throw new IllegalArgumentException("training must have steps or seconds, and not both");
    }
    return fields.has("steps")
        ? new Budget.Steps(fields.whole("steps", 1, Integer.MAX_VALUE, null))
        : new Budget.Seconds(fields.positive("seconds", null));
  }

  private static ProposalPlan proposals(JsonFields fields, SearchScore score, Budget effort) {
    String kind = fields.oneOf("kind", GENERATORS);
    long seed = fields.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE, 0L);
    switch (kind) {
      case "grid" -> {
        fields.only(List.of("kind", "seed", "points"));
        return new ProposalPlan.Grid(seed, (int) fields.whole("points", 1, 10_000, null));
      }
      case "halving", "hyperband" -> {
        return halving(fields, kind, seed, score, effort);
      }
      case "bayesian" -> {
        fields.only(List.of("kind", "seed", "initialPoints"));
        long initial =
            fields.has("initialPoints") ? fields.whole("initialPoints", 2, 1_000, null) : 0;
        return new ProposalPlan.Plain(ProposalPlan.Law.BAYESIAN, seed, (int) initial);
      }
      default -> {
        fields.only(List.of("kind", "seed"));
        return new ProposalPlan.Plain(law(kind), seed, 0);
      }
    }
  }

  private static ProposalPlan halving(
      JsonFields fields, String kind, long seed, SearchScore score, Budget effort) {
    fields.only(List.of("kind", "seed", "least", "eta", "loops", "proposals"));
    if (score.measure() instanceof WatchingScore) {
      throw Argument.refused(
          "generator.kind %s needs a score of the end of training, was time-to-error", kind);
    }
    double least = fields.positive("least", null);
    double eta = fields.positive("eta", 3.0);
    if (least > amount(effort)) {
      throw fields.mistake(
          "least", Text.format("at most what a candidate is trained for (%s)", text(effort)));
    }
    if (eta < 2) {
      throw fields.mistake("eta", "at least 2");
    }
    String law = fields.has("proposals") ? fields.oneOf("proposals", LAWS) : "sobol";
    return new ProposalPlan.Halving(
        law(law),
        seed,
        least,
        eta,
        kind.equals("hyperband"),
        (int) fields.whole("loops", 1, 1_000, 1L));
  }

  private static ProposalPlan.Law law(String name) {
    return ProposalPlan.Law.valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** A grid and a schedule end by themselves. */
  private static long usualCandidates(ProposalPlan proposals) {
    return proposals instanceof ProposalPlan.Plain ? USUAL_CANDIDATES : MOST_CANDIDATES;
  }

  private static Limits limits(JsonFields fields, long usualCandidates) {
    fields.only(LIMITS);
    return new Limits(
        (int) fields.whole("candidates", 1, MOST_CANDIDATES, usualCandidates),
        fields.has("seconds") ? (Double) fields.positive("seconds", null) : null,
        fields.has("score") ? (Double) fields.number("score") : null,
        fields.has("candidateSeconds") ? (Double) fields.positive("candidateSeconds", null) : null);
  }

  /** The number of steps or seconds of an effort. */
  static double amount(Budget effort) {
    return effort instanceof Budget.Steps steps ? steps.count() : ((Budget.Seconds) effort).limit();
  }

  /** The unit of the effort, in the plural. */
  String unit() {
    return effort instanceof Budget.Steps ? "steps" : "seconds of training";
  }

  /** An effort in words. */
  static String text(Budget effort) {
    return effort instanceof Budget.Steps steps
        ? Text.format("%d steps", steps.count())
        : Text.format("%s seconds", ((Budget.Seconds) effort).limit());
  }

  /** What the search would do, a few lines for people. */
  public String inWords() {
    StringBuilder text = new StringBuilder();
    text.append(Text.format("%s: %s%n", title, problem));
    if (!description.isEmpty()) {
      text.append(Text.format("  %s%n", description));
    }
    for (Axis axis : space.axes()) {
      text.append(Text.format("  %-16s %s%n", axis.name(), words(axis)));
    }
    Double size = space.size();
    text.append(
        Text.format(
            "  space: %d parameters, %s%n",
            space.axes().size(),
            size == null ? "with continuous ones" : Text.format("%.0f candidates", size)));
    double planned = Proposals.of(this).planned();
    text.append(
        Text.format(
            "  %s: %.0f runs at most, each up to %s, scored by %s%n",
            json.at("/generator/kind").asText(), planned, text(effort), score.name()));
    text.append(
        Text.format(
            "  %d at a time on %d thread%s each%s, %d MiB together%s%s%n",
            workers,
            threads,
            threads == 1 ? "" : "s",
            device.equals(Devices.CPU) ? "" : " and " + device,
            memoryMebibytes,
            limits.seconds() == null ? "" : Text.format(", at most %.0f s", limits.seconds()),
            limits.score() == null ? "" : ", until the score is " + limits.score()));
    return text.toString();
  }

  private static String words(Axis axis) {
    return switch (axis.kind()) {
      case REAL -> Text.format("%s to %s", axis.low(), axis.high());
      case LOG -> Text.format("%s to %s, logarithmic", axis.low(), axis.high());
      case INTEGER -> Text.format("%.0f to %.0f", axis.low(), axis.high());
      case CATEGORY -> String.join(", ", axis.categories());
    };
  }

  /**
   * Checks that the device is there on which candidates are to be trained.
   *
   * @throws Device.Unusable if it is not
   */
  public void requireDevice() {
    Device found = Devices.named(device);
    if (found != null) {
      found.inWords();
    }
  }

  /** The same search with other limits, workers or memory. */
  public SearchConfig with(Limits limits, int workers, int memory) {
    requireMemory(workers, memory);
    requireRoom(problem, space, workers, memory);
    return new SearchConfig(
        title,
        description,
        problems,
        problem,
        space,
        score,
        proposals,
        effort,
        seed,
        limits,
        workers,
        threads,
        device,
        memory,
        json);
  }

  /** The candidate with the default settings. */
  SolveConfig defaults() {
    return space(JsonFields.parse("{}"), problem).candidate(new double[0]);
  }

  /** What makes two searches the same: all of the file but text, limits, workers and memory. */
  JsonNode identity() {
    ObjectNode copy = json.deepCopy();
    copy.remove(CIRCUMSTANCES);
    return copy;
  }

  /**
   * The file of a search that trains one candidate alone.
   *
   * @param values of the parameters, as a file has them
   */
  JsonNode only(Map<String, Object> values) {
    ObjectNode fixed = json.get("space").deepCopy();
    space.axes().forEach(axis -> fixed.remove(axis.name()));
    values.forEach((name, value) -> fixed.putPOJO(name, value));
    return only(Text.format("The best candidate of %s.", title), fixed);
  }

  /** The file of a search that trains the default settings alone. */
  JsonNode onlyDefaults() {
    return only(
        Text.format("The default settings, which no candidate of %s was better than.", title),
        json.objectNode());
  }

  private JsonNode only(String sentence, ObjectNode fixed) {
    ObjectNode copy = json.deepCopy();
    copy.remove(SCHEMA); // whose path is that of another folder
    copy.put("description", sentence);
    copy.set("space", fixed);
    copy.putObject("generator").put("kind", "random");
    copy.putObject("limits").put("candidates", 1);
    return copy;
  }
}

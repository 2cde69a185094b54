package org.sdze.arbiter.search;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.sdze.arbiter.generator.SuccessiveHalving.Pause;
import org.sdze.arbiter.generator.SuccessiveHalving.Step;
import org.sdze.arbiter.generator.SuccessiveHalving.Work;
import org.sdze.arbiter.report.CandidateRow;
import org.sdze.arbiter.report.ReportFiles;
import org.sdze.arbiter.report.SearchSummary;
import org.sdze.arbiter.report.Status;
import org.sdze.optimizer.Arithmetic;
import org.sdze.optimizer.checkpoint.AtomicFile;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.problem.Problems;

/**
 * Runs a search in a folder, or what is left of it there.
 *
 * <p>First the default settings are trained, to compare with; they are no candidate, but the best
 * unless one is better. What goes wrong with a candidate is its result. With one worker the
 * candidates are the same however often the search was interrupted; with several, what is proposed
 * depends on who finishes first. Owned by one thread.
 */
public final class Search {

  /** Why a search ended. */
  public enum End {
    /** All candidates are done. */
    CANDIDATES,
    /** The time is over. */
    SECONDS,
    /** A candidate is good enough, or the defaults are. */
    SCORE,
    /** Somebody asked for it. */
    INTERRUPTED
  }

  /**
   * What a search came to.
   *
   * @param end why it ended
   * @param summary all candidates
   * @param finished pieces of work, those before an interruption included
   * @param bestScore of all candidates and the defaults; null if nothing came to a score
   * @param bestValues that gave it, by name; empty if the defaults did
   */
  public record Result(
      End end,
      SearchSummary summary,
      int finished,
      @Nullable Double bestScore,
      Map<String, Object> bestValues) {}

  /**
   * Where a search stands.
   *
   * @param summary all candidates so far
   * @param finished pieces of work, the reference not counted
   * @param running pieces of work
   * @param planned pieces of work, at most
   */
  public record Progress(SearchSummary summary, int finished, int running, double planned) {}

  /** Hears of every piece of work that begins or ends. */
  @FunctionalInterface
  public interface Listener {
    /** Called at the beginning and after each. */
    void progressed(Progress progress);

    /** Called at most once, with a sentence: candidates were trained by different arithmetic. */
    default void warned(String sentence) {}
  }

  private static final int POLL_MILLISECONDS = 20;
  private static final double REPORT_SECONDS = 20;

  /** A candidate hangs that takes so many times as long as the reference, and a minute more. */
  private static final double HANGING = 20;

  private static final double GRACE_SECONDS = 60;
  private static final double UNKNOWN_SECONDS = 3_600;

  private final SearchConfig config;
  private final SearchFolder folder;
  private final Launcher launcher;
  private final Listener listener;
  private final BooleanSupplier isInterrupted;
  private final String command;
  private final Proposals proposals;
  private final List<Turn> turns;
  private final Set<Integer> begun = new HashSet<>();
  private final Map<String, Attempt> running = new LinkedHashMap<>();
  private final double secondsBefore;
  private final long beginning = System.nanoTime();
  private double reported;
  private boolean isWarned;
  private @Nullable Work held; // proposed and not begun

  /** A piece of work under way. */
  private record Attempt(Work work, Launcher.Running process, double begin) {}

  private Search(
      SearchConfig config,
      SearchFolder folder,
      Launcher launcher,
      Listener listener,
      BooleanSupplier isInterrupted,
      String command)
      throws IOException {
    this.config = config;
    this.folder = folder;
    this.launcher = launcher;
    this.listener = listener;
    this.isInterrupted = isInterrupted;
    this.command = command;
    this.turns = new ArrayList<>(folder.turns());
    this.proposals = Proposals.of(config);
    this.secondsBefore = turns.stream().mapToDouble(Turn::endedAt).max().orElse(0);
    for (Turn turn : turns) {
      begun.add(turn.candidate());
      learn(turn);
    }
  }

  /** Tells what came out to what proposes candidates. */
  private void learn(Turn turn) {
    if (!turn.isReference()) {
      proposals.report(turn.work(), turn.score());
    } else {
      double[] point = config.space().point(config.defaults());
      if (point != null) {
        proposals.know(point, turn.score());
      }
    }
  }

  /**
   * Runs a search to its end.
   *
   * @param root its folder: a new or empty one, or that of the same search
   * @param command that makes this search again, for the report
   * @throws IllegalArgumentException if the folder is another search's
   * @throws IOException if files cannot be written there
   */
  public static Result run(
      SearchConfig config,
      Path root,
      Launcher launcher,
      Listener listener,
      BooleanSupplier isInterrupted,
      String command)
      throws IOException {
    try (SearchFolder folder = SearchFolder.open(root, config)) {
      return new Search(config, folder, launcher, listener, isInterrupted, command).run();
    }
  }

  /**
   * The search that a folder holds, with the limits it was begun with.
   *
   * @param problems among which it finds its own
   */
  public static SearchConfig in(Path root, Problems problems) {
    return SearchFolder.read(root, problems);
  }

  private Result run() throws IOException {
    End end = null;
    tell();
    try {
      while (end == null) {
        collect();
        end = end();
        if (end == null && !begin()) {
          pause();
        }
      }
    } finally {
      running.values().forEach(attempt -> attempt.process.kill());
    }
    report();
    Turn best = best();
    return new Result(
        end,
        summary(),
        turns.size(),
        best == null ? null : best.score(),
        best == null || best.isReference() ? Map.of() : fileValues(best));
  }

  private @Nullable End end() {
    SearchConfig.Limits limits = config.limits();
    if (isInterrupted.getAsBoolean()) {
      return End.INTERRUPTED;
    }
    Turn best = best();
    if (limits.score() != null && best != null && best.score() <= limits.score()) {
      return End.SCORE;
    }
    if (limits.seconds() != null && seconds() >= limits.seconds()) {
      return End.SECONDS;
    }
    return running.isEmpty() && isReferenceDone() && nextWork() == null ? End.CANDIDATES : null;
  }

  private boolean isReferenceDone() {
    return turns.stream().anyMatch(Turn::isReference);
  }

  private double seconds() {
    return secondsBefore + (System.nanoTime() - beginning) * 1e-9;
  }

  /** Begins a piece of work, if a worker is free and there is one. */
  private boolean begin() throws IOException {
    if (running.size() >= config.workers()) {
      return false;
    }
    Work work = isReferenceBegun() ? nextWork() : reference();
    if (work == null) {
      return false;
    }
    held = work.candidate() == Turn.REFERENCE ? held : null;
    begun.add(work.candidate());
    String key = Turn.key(work);
    folder.assign(key, work);
    int share = config.memoryMebibytes() / config.workers();
    running.put(key, new Attempt(work, launcher.start(folder.root(), key, share), seconds()));
    tell();
    return true;
  }

  private boolean isReferenceBegun() {
    return begun.contains(Turn.REFERENCE);
  }

  private Work reference() {
    return new Work(Turn.REFERENCE, 0, 0, 0, SearchConfig.amount(config.effort()), List.of());
  }

  private @Nullable Work nextWork() {
    if (held != null) {
      return held;
    }
    Step step = proposals.next();
    if (step instanceof Pause) {
      return null;
    }
    held = (Work) step;
    long candidates = begun.stream().filter(number -> number >= 0).count();
    boolean isFresh = !begun.contains(held.candidate());
    return isFresh && candidates >= config.limits().candidates() ? null : held;
  }

  private void pause() {
    try {
      Thread.sleep(POLL_MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the search was interrupted", e);
    }
  }

  private void collect() throws IOException {
    Iterator<Map.Entry<String, Attempt>> attempts = running.entrySet().iterator();
    while (attempts.hasNext()) {
      Map.Entry<String, Attempt> entry = attempts.next();
      Attempt attempt = entry.getValue();
      String excess = attempt.process.isAlive() ? excess(attempt) : null;
      if (excess != null) {
        attempt.process.kill();
      }
      if (!attempt.process.isAlive()) {
        attempts.remove();
        finish(entry.getKey(), attempt, excess);
      }
    }
  }

  /** Why a candidate is given up, in a sentence; null if it may go on. */
  private @Nullable String excess(Attempt attempt) {
    double allowed = allowedSeconds();
    if (seconds() - attempt.begin > allowed) {
      return Text.format("given up after %.0f seconds, in which it came to no end", allowed);
    }
    double share = (double) config.memoryMebibytes() / config.workers();
    double resident = attempt.process.residentMebibytes();
    if (resident > share) {
      return Text.format(
          "given up since it took %.0f MiB, more than its share of %.0f", resident, share);
    }
    return null;
  }

  private double allowedSeconds() {
    Double given = config.limits().candidateSeconds();
    if (given != null) {
      return given;
    }
    return turns.stream()
        .filter(turn -> turn.isReference() && turn.status() == Status.DONE)
        .findFirst()
        .map(turn -> HANGING * turn.seconds() + GRACE_SECONDS)
        .orElse(UNKNOWN_SECONDS);
  }

  private void finish(String key, Attempt attempt, @Nullable String excess) throws IOException {
    Trained trained = excess == null ? folder.trained(key) : Trained.failed(excess);
    if (trained == null) {
      if (isInterrupted.getAsBoolean()) {
        return; // the signal was meant for all of us
      }
      trained = Trained.failed(attempt.process.lastWords());
    }
    Work work = attempt.work;
    Turn turn =
        new Turn(
            turns.size(),
            work.candidate(),
            work.bracket(),
            work.rung(),
            work.from(),
            work.to(),
            work.point(),
            work.candidate() == Turn.REFERENCE
                ? Map.of()
                : config.space().values(work.coordinates()),
            trained.status(),
            trained.score(),
            trained.steps(),
            trained.seconds(),
            seconds() - attempt.begin,
            seconds(),
            trained.failure(),
            trained.arithmetic());
    Turn before = best();
    folder.take(folder.running(key).resolve("state"), folder.checkpoint(key));
    boolean isBest = isWhole(turn) && (before == null || turn.score() < before.score());
    if (isBest) { // before the record: a best candidate always has its network
      folder.take(folder.running(key).resolve("model.zip"), folder.model(key));
    }
    folder.write(turn);
    warn(turn);
    turns.add(turn);
    if (work.rung() > 0) { // after the record: until then the work may have to be done again
      Files.deleteIfExists(folder.checkpointBefore(work));
    }
    if (isBest) {
      folder.keepModel(key);
    }
    folder.clear(folder.running(key));
    learn(turn);
    tell();
    if (seconds() - reported > REPORT_SECONDS) {
      report();
    }
  }

  /** Where the arithmetic is another than before, so are the bits. */
  private void warn(Turn turn) {
    Arithmetic now = turn.arithmetic();
    if (isWarned || now == null) {
      return;
    }
    turns.stream()
        .map(Turn::arithmetic)
        .filter(Objects::nonNull)
        .flatMap(before -> now.differenceFrom(before).stream())
        .findFirst()
        .ifPresent(
            difference -> {
              isWarned = true;
              listener.warned(
                  Text.format(
                      "candidates are trained by other arithmetic than before (%s): equal settings may come to other bits",
                      difference));
            });
  }

  /** Whether a turn took a candidate to the whole effort. */
  private boolean isWhole(Turn turn) {
    return turn.status() == Status.DONE && turn.to() >= SearchConfig.amount(config.effort());
  }

  private @Nullable Turn best() {
    Turn best = null;
    for (Turn turn : turns) {
      if (isWhole(turn) && (best == null || turn.score() < best.score())) {
        best = turn;
      }
    }
    return best;
  }

  private void tell() {
    int finished = (int) turns.stream().filter(turn -> !turn.isReference()).count();
    listener.progressed(new Progress(summary(), finished, running.size(), proposals.planned()));
  }

  private SearchSummary summary() {
    Map<Integer, CandidateRow> rows = new LinkedHashMap<>();
    Map<Integer, Double> seconds = new LinkedHashMap<>();
    Double reference = null;
    for (Turn turn : turns) {
      if (turn.isReference()) {
        reference = turn.score();
        continue;
      }
      double spent = seconds.merge(turn.candidate(), turn.seconds(), Double::sum);
      boolean isShort = turn.status() == Status.DONE && !isWhole(turn);
      rows.put(
          turn.candidate(),
          new CandidateRow(
              turn.candidate(),
              turn.values(),
              isShort ? Status.STOPPED_EARLY : turn.status(),
              turn.score(),
              spent,
              turn.endedAt(),
              turn.to(),
              turn.failure()));
    }
    return new SearchSummary(
        config.title(),
        config.description(),
        command,
        config.score().name(),
        true,
        config.score().isRatio(),
        config.unit(),
        config.space().axes(),
        List.copyOf(rows.values()),
        reference,
        seconds());
  }

  private Map<String, Object> fileValues(Turn turn) {
    return config.space().fileValues(turn.work().coordinates());
  }

  private void report() throws IOException {
    reported = seconds();
    ReportFiles.write(summary(), folder.root());
    Turn best = best();
    if (best == null) {
      return;
    }
    Path model = folder.model(Turn.key(best.work()));
    if (Files.exists(model)) {
      AtomicFile.writeBy(folder.best().resolve("model.zip"), beside -> Files.copy(model, beside));
    }
    Path file = folder.best().resolve("config.json");
    JsonNode settings = best.isReference() ? config.onlyDefaults() : config.only(fileValues(best));
    AtomicFile.write(file, settings.toPrettyString());
    AtomicFile.write(folder.best().resolve("command.txt"), Text.format("./sdze search %s%n", file));
  }
}

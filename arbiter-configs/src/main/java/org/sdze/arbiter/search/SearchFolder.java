package org.sdze.arbiter.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sdze.arbiter.generator.SuccessiveHalving.Work;
import org.sdze.arbiter.store.JsonRecord;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.checkpoint.AtomicFile;
import org.sdze.optimizer.checkpoint.CheckpointException;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.problem.Problems;

/**
 * The files of a search.
 *
 * <pre>
 * search.json        what is searched
 * candidates/        a file a finished piece of work
 * checkpoints/       where halving's candidates stand
 * models/            the best network so far
 * running/           what is under way; of no use after an interruption
 * best/              the best network, its settings and the command that trains it again
 * report.html, results.csv
 * </pre>
 *
 * <p>Every file is written beside its place, forced to the disk and moved there; the records have
 * checksums.
 */
final class SearchFolder implements AutoCloseable {

  /** Of the files' form. */
  private static final int VERSION = 1;

  private final Path root;
  private @Nullable FileChannel lock;

  SearchFolder(Path root) {
    this.root = root;
  }

  /**
   * Makes the folder of a search, or goes on in it.
   *
   * @throws IllegalArgumentException if another search lives there, or is at work in it
   */
  static SearchFolder open(Path root, SearchConfig config) throws IOException {
    SearchFolder folder = new SearchFolder(root);
    Path search = root.resolve("search.json");
    if (Files.exists(search)) {
      JsonNode saved = config(root);
      SearchConfig there = SearchConfig.parse(config.title(), saved.toString(), config.problems());
      if (!there.identity().equals(config.identity())) {
        throw Argument.refused(
            "the folder %s holds another search (%s, %s); a folder holds one search",
            root, title(root), there.problem());
      }
    } else if (Files.isDirectory(root) && !isEmpty(root)) {
      throw Argument.refused(
          "the folder %s holds other files than a search's; give a new one", root);
    }
    Files.createDirectories(root);
    folder.takeLock();
    if (!Files.exists(search)) {
      ObjectNode node = JsonNodeFactory.instance.objectNode();
      node.put("version", VERSION);
      node.put("title", config.title());
      node.set("config", config.json());
      JsonRecord.write(search, node);
    }
    for (String name : List.of("candidates", "checkpoints", "models", "running", "best")) {
      Files.createDirectories(root.resolve(name));
    }
    folder.clear(root.resolve("running"));
    return folder;
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.allMatch(file -> file.endsWith(".lock"));
    }
  }

  private void takeLock() throws IOException {
    lock =
        FileChannel.open(
            root.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    @Nullable FileLock taken = null;
    try {
      taken = lock.tryLock();
    } catch (OverlappingFileLockException e) {
      // held by this very process
    }
    if (taken == null) {
      lock.close();
      throw new IllegalArgumentException("another search is at work in the folder " + root);
    }
  }

  @Override
  public void close() throws IOException {
    if (lock != null) {
      lock.close();
    }
  }

  /**
   * The search that a folder holds.
   *
   * @param problems among which it finds its own
   * @throws IllegalArgumentException if it holds none that can be read
   */
  static SearchConfig read(Path root, Problems problems) {
    return SearchConfig.parse(title(root), config(root).toString(), problems);
  }

  private static JsonNode config(Path root) {
    JsonNode config = document(root).get("config");
    if (config == null) {
      throw new IllegalArgumentException(root.resolve("search.json") + " describes no search");
    }
    return config;
  }

  private static String title(Path root) {
    return document(root).path("title").asText("search");
  }

  private static JsonNode document(Path root) {
    Path file = root.resolve("search.json");
    JsonNode node;
    try {
      node = JsonRecord.read(file);
    } catch (FileNotFoundException e) {
      throw new IllegalArgumentException(
          Text.format(
              "the folder %s holds no search that can be resumed: there is no search.json", root),
          e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          Text.format(
              "the folder %s holds no search that can be resumed: %s", root, e.getMessage()),
          e);
    }
    if (node.path("version").asInt(-1) != VERSION) {
      throw Argument.refused(
          "the search in %s must be of version %d, was %s", root, VERSION, node.path("version"));
    }
    return node;
  }

  Path root() {
    return root;
  }

  Path candidate(String key) {
    return root.resolve("candidates").resolve(key + ".json");
  }

  Path running(String key) {
    return root.resolve("running").resolve(key);
  }

  /** Where a candidate stands after a piece of work. */
  Path checkpoint(String key) {
    return root.resolve("checkpoints").resolve(key + ".state");
  }

  /** Where a candidate stands before a piece of work that goes on with it. */
  Path checkpointBefore(Work work) {
    return checkpoint(Turn.key(work.candidate(), work.rung() - 1));
  }

  Path model(String key) {
    return root.resolve("models").resolve(key + ".zip");
  }

  Path best() {
    return root.resolve("best");
  }

  /** What is finished, in the order in which it was. */
  List<Turn> turns() throws IOException {
    List<Turn> turns = new ArrayList<>();
    try (Stream<Path> files = Files.list(root.resolve("candidates"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        turns.add(turn(file));
      }
    }
    turns.sort(Comparator.comparingInt(Turn::order));
    return turns;
  }

  private static Turn turn(Path file) throws IOException {
    try {
      return JsonRecord.read(file, Turn.class);
    } catch (CheckpointException e) {
      throw new CheckpointException(
          Text.format("%s; delete it to train the candidate again", e.getMessage()), e);
    }
  }

  void write(Turn turn) throws IOException {
    JsonRecord.write(candidate(Turn.key(turn.work())), turn);
  }

  /** Says what a process is to do, in a fresh directory of its own. */
  void assign(String key, Work work) throws IOException {
    clear(running(key));
    Files.createDirectories(running(key));
    JsonRecord.write(running(key).resolve("work.json"), work);
  }

  Work assigned(String key) throws IOException {
    return JsonRecord.read(running(key).resolve("work.json"), Work.class);
  }

  /** What a process came to; null if it left nothing. */
  @Nullable Trained trained(String key) throws IOException {
    Path file = running(key).resolve("trained.json");
    return Files.exists(file) ? JsonRecord.read(file, Trained.class) : null;
  }

  void write(String key, Trained trained) throws IOException {
    JsonRecord.write(running(key).resolve("trained.json"), trained);
  }

  /** Puts a file that a process has left into its place, if it has. */
  boolean take(Path left, Path place) throws IOException {
    if (!Files.exists(left)) {
      return false;
    }
    AtomicFile.move(left, place);
    return true;
  }

  /** Deletes the models of all but one piece of work. */
  void keepModel(@Nullable String key) throws IOException {
    try (Stream<Path> files = Files.list(root.resolve("models"))) {
      for (Path file : files.toList()) {
        if (key == null || !file.equals(model(key))) {
          Files.delete(file);
        }
      }
    }
  }

  void clear(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(directory) || directory.getParent().endsWith("running")) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}

package org.sdze.optimizer;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.sdze.optimizer.checkpoint.CheckpointException;
import org.sdze.stranger.Stranger;

/** Restores files from a stranger, in a process of its own with a small heap. */
final class HostileRestore {

  private HostileRestore() {}

  /** Restores every file of a folder and writes what came of it beside them. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    System.setProperty(Stranger.PROPERTY, arguments[3]); // a constant: the class is not loaded
    Sdze.restore(new File(arguments[1])); // which is sound, and loads the libraries
    List<String> lines = new ArrayList<>();
    for (File file : folder.toFile().listFiles()) {
      long begin = System.nanoTime();
      String ended;
      try {
        Sdze.restore(file);
        ended = "restored\t";
      } catch (CheckpointException e) {
        ended = "refused\t" + e.getMessage().replace('\n', '|');
      } catch (IOException | RuntimeException | Error e) { // whatever it is, the test names it
        ended = "raw\t" + e;
      }
      long milliseconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
      lines.add("%s\t%d\t%s".formatted(file.getName(), milliseconds, ended));
    }
    Files.write(Path.of(arguments[2]), lines);
  }
}

package org.sdze.arbiter.search;

import java.io.IOException;
import java.nio.file.Path;

/** Begins the training of candidates, each in a process of its own. */
@FunctionalInterface
public interface Launcher {

  /**
   * Begins one.
   *
   * @param folder of the search
   * @param key names the piece of work, for {@link CandidateTask}
   * @param memoryMebibytes that it may take
   */
  Running start(Path folder, String key, int memoryMebibytes) throws IOException;

  /** A candidate in training. */
  interface Running {

    /** Whether it is still at work. */
    boolean isAlive();

    /** What it takes now, in MiB; 0 where nobody knows. */
    double residentMebibytes();

    /** Ends it at once, and waits until it has ended. */
    void kill();

    /** Why it left no result, in a sentence. */
    String lastWords();
  }
}

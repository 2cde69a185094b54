package org.sdze.examples.cli.run;

/** Watches a run. Its time does not count as training. */
@FunctionalInterface
public interface RunListener {

  /** Called after every step. */
  void progressed(Progress progress);
}

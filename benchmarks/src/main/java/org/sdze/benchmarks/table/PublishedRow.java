package org.sdze.benchmarks.table;

import java.util.List;

/**
 * A problem of the literature with what was reached there.
 *
 * @param label under which it is chosen, in lower case with hyphens
 * @param problem of the library
 * @param dimension of space
 * @param measure of the error
 * @param seconds the budgets, increasing
 * @param published the best published figure, with its time and whose it is
 */
public record PublishedRow(
    String label,
    String problem,
    int dimension,
    Measure measure,
    List<Integer> seconds,
    String published) {

  /** How an error is stated. */
  public enum Measure {
    /** The root of the mean squared error, as the papers on natural gradients log it. */
    RMS("RMS"),
    /** Relative to the solution, over the domain. */
    RELATIVE("relative L2");

    private final String words;

    Measure(String words) {
      this.words = words;
    }

    /** For a table. */
    public String words() {
      return words;
    }
  }

  /**
   * All rows. Sources: run logs of kfac-pinns-experiments and rla-pinns (arXiv:2302.13163,
   * arXiv:2405.15603, arXiv:2505.12149), one GPU, tuned on this very error; docs/method.md §7.
   */
  public static List<PublishedRow> all() {
    return List.of(
        rms("poisson-2", "poisson-sines", 2, List.of(60), "6.2e-8 (1,000 s, ENGD)"),
        rms(
            "poisson-5",
            "poisson-cosines",
            5,
            List.of(60, 300),
            "5.6e-8 (3,000 s, ENGD); Adam 1.1e-3"),
        rms(
            "poisson-10",
            "poisson-products",
            10,
            List.of(60, 300),
            "1.2e-5 (7,000 s, SPRING); Adam 6.9e-4"),
        rms("heat-4", "heat-sines", 4, List.of(60, 300), "7.6e-7 (3,000 s, ENGD); Adam 4.1e-4"),
        rms("heat-10", "heat-sines", 10, List.of(300), "1.0e-5 (3,000 s, ENGD-W)"));
  }

  private static PublishedRow rms(
      String label, String problem, int dimension, List<Integer> seconds, String published) {
    return new PublishedRow(label, problem, dimension, Measure.RMS, seconds, published);
  }
}

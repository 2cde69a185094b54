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
    RELATIVE("relative L2"),
    /** Relative, at the point where the problem's reference value is known. */
    POINT("relative, at the point");

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
        rms(
            "poisson-100",
            "poisson-square",
            100,
            List.of(60, 300),
            "3.6e-3 (7,000 s, SPRING); Adam 1.7e-2"),
        rms("heat-4", "heat-sines", 4, List.of(60, 300), "7.6e-7 (3,000 s, ENGD); Adam 4.1e-4"),
        rms("heat-10", "heat-sines", 10, List.of(300), "1.0e-5 (3,000 s, ENGD-W)"),
        rms(
            "log-fokker-planck-9",
            "log-fokker-planck",
            9,
            List.of(300),
            "1.5e-3 (6,000 s, SPRING); Adam 0.18"),
        relative("helmholtz", 2, "–"),
        relative("kovasznay", 2, "–"),
        relative("kdv-soliton", 1, "2.2e-6 (quasi-Newton)"),
        relative("burgers", 1, "8.2e-9 (quasi-Newton)"),
        relative("allen-cahn-fronts", 1, "1.9e-6 (quasi-Newton)"),
        relative("biharmonic-ball", 5, "–"),
        relative("biharmonic-ball-50", "biharmonic-ball", 50, "–"),
        point("hamilton-jacobi-bellman", 100, "7e-3 (deep BSDE)"),
        point("hamilton-jacobi-bellman", 1_000, "–"),
        point("allen-cahn-terminal", 100, "–"),
        point("allen-cahn-terminal", 1_000, "–"),
        point("black-scholes-barenblatt", 100, "–"),
        point("semilinear-heat", 100, "–"),
        point("semilinear-heat", 1_000, "–"),
        point("sine-gordon-terminal", 100, "–"),
        point("sine-gordon-terminal", 1_000, "–"));
  }

  private static PublishedRow relative(String problem, int dimension, String published) {
    return relative(problem, problem, dimension, published);
  }

  private static PublishedRow relative(
      String label, String problem, int dimension, String published) {
    return new PublishedRow(label, problem, dimension, Measure.RELATIVE, List.of(300), published);
  }

  private static PublishedRow point(String problem, int dimension, String published) {
    return new PublishedRow(
        problem + "-" + dimension, problem, dimension, Measure.POINT, List.of(60), published);
  }

  private static PublishedRow rms(
      String label, String problem, int dimension, List<Integer> seconds, String published) {
    return new PublishedRow(label, problem, dimension, Measure.RMS, seconds, published);
  }
}

package org.sdze.arbiter.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.random.RandomKey;

/**
 * Made-up searches with what real ones have: scores over decades, failures, parameters of choices.
 */
final class SampleSearches {

  private static final List<Axis> AXES =
      List.of(
          Axis.log("learningRate", 1e-4, 1),
          Axis.category("stepRule", List.of("Sgd", "Adam", "FactoredMoments", "GaussNewton")),
          Axis.log("damping", 1e-6, 1e-1),
          Axis.real("momentum", 0, 0.99),
          Axis.integer("hiddenLayers", 1, 5),
          Axis.log("width", 16, 1024),
          Axis.category("activation", List.of("tanh", "sine", "gelu")),
          Axis.real("inputScale", 0.5, 5),
          Axis.category("schedule", List.of("constant", "linear", "cosine", "exponential")),
          Axis.log("smoothing", 1e-4, 1e-1),
          Axis.integer("collocationPoints", 50, 1000));

  private SampleSearches() {}

  /** A search of the error of a solver: random candidates, stopped early by halving. */
  static SearchSummary errors(int count) {
    UniformRandomProvider generator = RandomKey.root(count).generator();
    List<CandidateRow> rows = new ArrayList<>();
    double clock = 0;
    for (int number = 0; number < count; number++) {
      Map<String, Object> values = draw(generator);
      double seconds = 4 + 30 * generator.nextDouble() * (double) (long) values.get("width") / 500;
      clock += seconds / 4;
      rows.add(candidate(number, values, seconds, clock, number >= count - 2, generator));
    }
    return new SearchSummary(
        "Sine-Gordon, two-body, d = 10",
        "Relative L2 error after 20,000 steps of a physics-informed network, for random"
            + " configurations; the worse half stops at a quarter of the steps.",
        "./sdze search configs/sine-gordon.json --candidates %d --workers 4 --seed 7"
            .formatted(count),
        "relative L2 error",
        true,
        true,
        "steps",
        AXES,
        rows,
        3.1e-3,
        clock);
  }

  /** A dozen candidates without choices, of a score that is to be large. */
  static SearchSummary accuracies() {
    List<Axis> axes =
        List.of(
            Axis.log("learningRate", 1e-3, 1),
            Axis.integer("batchSize", 16, 256),
            Axis.category("augmentation", List.of("none", "shift and rotate")));
    UniformRandomProvider generator = RandomKey.root(12).generator();
    List<CandidateRow> rows = new ArrayList<>();
    for (int number = 0; number < 12; number++) {
      double rate = Math.pow(10, -3 + 3 * generator.nextDouble());
      Map<String, Object> values =
          Map.of(
              "learningRate",
              rate,
              "batchSize",
              16 + generator.nextInt(241),
              "augmentation",
              axes.get(2).categories().get(number % 2));
      boolean isDiverged = number == 7;
      double score = 0.97 - 0.05 * Math.pow(Math.log10(rate) + 1.3, 2) + 0.01 * (number % 2);
      rows.add(
          new CandidateRow(
              number,
              values,
              isDiverged ? Status.DIVERGED : Status.DONE,
              isDiverged ? null : score,
              35 + number,
              40.0 * (number + 1),
              isDiverged ? 3.0 : 20.0,
              isDiverged ? "The loss was NaN at step 212." : null));
    }
    return new SearchSummary(
        "Digits with LeNet",
        "Accuracy on 2,000 images that were held back.",
        "./sdze search configs/digits.json",
        "accuracy",
        false,
        false,
        "epochs",
        axes,
        rows,
        0.981,
        487);
  }

  private static Map<String, Object> draw(UniformRandomProvider generator) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Axis axis : AXES) {
      double u = generator.nextDouble();
      double low = axis.low();
      double high = axis.high();
      values.put(
          axis.name(),
          switch (axis.kind()) {
            case REAL -> low + (high - low) * u;
            case LOG -> low * Math.pow(high / low, u);
            case INTEGER -> (long) (low + (high - low + 1) * u);
            case CATEGORY -> axis.categories().get((int) (axis.categories().size() * u));
          });
    }
    values.put("width", Math.round(number(values, "width")));
    Object rule = values.get("stepRule");
    if (!"GaussNewton".equals(rule)) {
      values.remove("damping");
    }
    if ("Adam".equals(rule) || "FactoredMoments".equals(rule)) {
      values.remove("momentum");
    }
    return values;
  }

  private static CandidateRow candidate(
      int number,
      Map<String, Object> values,
      double seconds,
      double clock,
      boolean isRunning,
      UniformRandomProvider generator) {
    double noise = generator.nextDouble() + generator.nextDouble() - 1;
    double rate = number(values, "learningRate");
    boolean isGaussNewton = "GaussNewton".equals(values.get("stepRule"));
    double exponent =
        -2.2
            + 0.5 * Math.pow(Math.log10(rate) + (isGaussNewton ? 0.5 : 2.2), 2)
            + (isGaussNewton
                ? -1.5 + 0.15 * Math.abs(Math.log10(number(values, "damping")) + 4)
                : 0)
            - 0.4 * Math.log10(number(values, "width") / 64)
            + ("sine".equals(values.get("activation")) ? -0.3 : 0)
            + 0.25 * noise;
    if (isRunning) {
      return row(
          number, values, Status.RUNNING, number % 2 == 0 ? null : 0.4, seconds, null, 900, null);
    }
    if (number % 23 == 11) {
      return row(
          number,
          values,
          Status.FAILED,
          null,
          seconds / 9,
          clock,
          0,
          "The kernel of 1000 points needs 7.6 GiB, more than the 6 GiB that are allowed; use fewer collocation points or a smaller width.");
    }
    if (!isGaussNewton && rate > 0.3) {
      return row(
          number,
          values,
          Status.DIVERGED,
          null,
          seconds / 5,
          clock,
          812,
          "The loss grew to 3.4e12 times that of the start at step 812.");
    }
    double score = Math.pow(10, Math.min(0.2, exponent));
    return score > 0.03
        ? row(number, values, Status.STOPPED_EARLY, score, seconds / 4, clock, 5000, null)
        : row(number, values, Status.DONE, score, seconds, clock, 20000, null);
  }

  private static CandidateRow row(
      int number,
      Map<String, Object> values,
      Status status,
      @Nullable Double score,
      double seconds,
      @Nullable Double endedAt,
      double resource,
      @Nullable String failure) {
    return new CandidateRow(number, values, status, score, seconds, endedAt, resource, failure);
  }

  private static double number(Map<String, Object> values, String name) {
    return ((Number) values.get(name)).doubleValue();
  }
}

package org.sdze.arbiter.report;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.argument.Argument;

/**
 * A search as it stands: all that its report shows.
 *
 * @param title a few words
 * @param description some sentences on what is searched; may be empty
 * @param command what makes this search again
 * @param scoreName what the score measures
 * @param isMinimized whether a smaller score is better
 * @param isLogScore whether scores compare by their ratio, as errors do, and not by their
 *     difference; a report then shows positive ones on a logarithmic scale
 * @param resourceName the unit of {@link CandidateRow#resource}, in the plural
 * @param axes the parameters, each name once
 * @param candidates each number once, in any order
 * @param defaultScore the score of the defaults, not among the candidates; null if not measured
 * @param seconds since the search began
 */
public record SearchSummary(
    String title,
    String description,
    String command,
    String scoreName,
    boolean isMinimized,
    boolean isLogScore,
    String resourceName,
    List<Axis> axes,
    List<CandidateRow> candidates,
    @Nullable Double defaultScore,
    double seconds) {

  /**
   * Checks the candidates against the axes.
   *
   * @throws IllegalArgumentException if a name or number comes twice, or a candidate has a value
   *     that is none of its axis
   */
  public SearchSummary {
    axes = List.copyOf(axes);
    candidates = List.copyOf(candidates);
    Argument.notNegative("seconds", seconds);
    if (defaultScore != null && !Double.isFinite(defaultScore)) {
      throw new IllegalArgumentException(
          "defaultScore must be finite or null, was " + defaultScore);
    }
    Map<String, Axis> byName = new HashMap<>();
    for (Axis axis : axes) {
      if (byName.put(axis.name(), axis) != null) {
        throw Argument.refused("axis \"%s\" must come once", axis.name());
      }
    }
    Set<Integer> numbers = new HashSet<>();
    for (CandidateRow candidate : candidates) {
      if (!numbers.add(candidate.number())) {
        throw Argument.refused("candidate %d must come once", candidate.number());
      }
      candidate.values().forEach((name, value) -> check(byName, candidate, name, value));
    }
  }

  private static void check(
      Map<String, Axis> axes, CandidateRow candidate, String name, Object value) {
    Axis axis = axes.get(name);
    if (axis == null) {
      throw Argument.refused(
          "candidate %d must have values of the axes %s only, was \"%s\"",
          candidate.number(), axes.keySet().stream().sorted().toList(), name);
    }
    axis.check(value);
  }

  /** The candidate with the best score of those that are done; of equals, the lowest number. */
  public Optional<CandidateRow> best() {
    Comparator<CandidateRow> byScore = Comparator.comparingDouble(CandidateRow::knownScore);
    return candidates.stream()
        .filter(candidate -> candidate.status() == Status.DONE)
        .min((isMinimized ? byScore : byScore.reversed()).thenComparingInt(CandidateRow::number));
  }
}

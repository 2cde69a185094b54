package org.sdze.benchmarks.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sdze.arbiter.store.StoredText;
import org.sdze.optimizer.Arithmetic;
import org.sdze.optimizer.checkpoint.CheckpointException;
import org.sdze.optimizer.text.Text;

/**
 * A run that came to its end, one way or another.
 *
 * @param outcome done, diverged or failed
 * @param error the relative L2 error at the end; infinite where the run did not come to one
 * @param constantBaseline the error of the best constant trial function; NaN where unknown
 * @param affineBaseline the error of an affine one; NaN where unknown
 * @param steps the number of steps
 * @param stepsPerSecond training alone
 * @param peakRssMiB the largest resident memory of the process
 * @param curve seconds and errors, as they were measured
 * @param failure what the run said, where it failed
 * @param arithmetic of its process; null where it left none
 */
public record Measured(
    String outcome,
    double error,
    double constantBaseline,
    double affineBaseline,
    long steps,
    double stepsPerSecond,
    double peakRssMiB,
    List<Point> curve,
    @Nullable String failure,
    @Nullable Arithmetic arithmetic) {

  /** An error at a time of training. */
  public record Point(double seconds, double error) {}

  static Measured failed(String sentence) {
    return new Measured(
        "failed",
        Double.POSITIVE_INFINITY,
        Double.NaN,
        Double.NaN,
        0,
        0,
        0,
        List.of(),
        sentence,
        null);
  }

  /** What a run's JSON object and history say. */
  static Measured of(JsonNode result, Path history, @Nullable Arithmetic arithmetic)
      throws IOException {
    if (!result.path("outcome").isTextual() || !result.path("steps").isIntegralNumber()) {
      throw CheckpointException.of(
          "the result beside %s is damaged: it has no outcome or no steps", history);
    }
    String outcome = result.get("outcome").asText();
    boolean isDone = "done".equals(outcome);
    return new Measured(
        outcome,
        isDone ? number(result, "relativeL2", Double.POSITIVE_INFINITY) : Double.POSITIVE_INFINITY,
        number(result, "constantBaseline", Double.NaN),
        number(result, "affineBaseline", Double.NaN),
        result.get("steps").asLong(),
        number(result, "stepsPerSecond", 0),
        number(result, "peakRssMiB", 0),
        curve(history),
        null,
        arithmetic);
  }

  private static double number(JsonNode result, String name, double otherwise) {
    JsonNode node = result.get(name);
    return node == null || node.isNull() ? otherwise : node.asDouble();
  }

  private static List<Point> curve(Path history) throws IOException {
    List<Point> points = new ArrayList<>();
    for (String line : StoredText.read(history).lines().toList()) {
      String[] cells = line.split(",", -1);
      try {
        if (!cells[0].equals("step") && !cells[5].isEmpty()) {
          points.add(new Point(Double.parseDouble(cells[1]), Double.parseDouble(cells[5])));
        }
      } catch (NumberFormatException | IndexOutOfBoundsException e) {
        throw new CheckpointException(
            Text.format("%s is damaged: its line \"%s\"", history, line), e);
      }
    }
    return points;
  }

  /** The first time at which the error was at most the affine baseline; NaN if it never was. */
  double secondsToAffine() {
    return curve.stream()
        .filter(point -> point.error() <= affineBaseline)
        .mapToDouble(Point::seconds)
        .findFirst()
        .orElse(Double.NaN);
  }
}

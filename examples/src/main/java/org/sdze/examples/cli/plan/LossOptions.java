package org.sdze.examples.cli.plan;

import org.jspecify.annotations.Nullable;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.loss.ResidualForm;
import picocli.CommandLine.Option;

/** The options of the loss: points, directions, residual. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class LossOptions {

  private static final int DEFAULT_RANDOM_DIRECTIONS = 2;

  // Deep probes cost V rows a unit and point; a dozen does as well (docs/decisions).
  private static final int DEEP_SPAN_DIRECTIONS = 16;
  private static final long LARGEST_BATCH = 1_000_000;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "400",
      description = "Collocation points of a step (default: ${DEFAULT-VALUE}).")
  private @Nullable String batch;

  @Option(
      names = "--directions",
      paramLabel = "LAW",
      defaultValue = "span",
      description =
          "Spatial directions: span (exact), rademacher, gaussian or coordinate "
              + "(default: ${DEFAULT-VALUE}).")
  private @Nullable String directions;

  @Option(
      names = "--direction-count",
      paramLabel = "N|all",
      description =
          "How many of them (default: all for span, but 16 with three or more hidden layers; 2 for "
              + "the random ones); all also takes every coordinate.")
  private @Nullable String directionCount;

  @Option(
      names = "--residual",
      paramLabel = "FORM",
      description =
          "unbiased (product of two independent halves) or biased (square) (default: unbiased for "
              + "random directions, biased for some of the span; the whole span is exact).")
  private @Nullable String residual;

  /** The loss that these options ask for. */
  LossPlan resolve(NetworkPlan network) {
    DirectionKind kind =
        new OptionText("--directions", directions).oneOf(DirectionKind.class, DirectionKind.SPAN);
    OptionText countText = new OptionText("--direction-count", directionCount);
    int count = count(kind, countText, network);
    ResidualForm form =
        new OptionText("--residual", residual)
            .oneOf(
                ResidualForm.class, kind.isRandom() ? ResidualForm.UNBIASED : ResidualForm.BIASED);
    if (count != SpanDirections.ALL && form == ResidualForm.UNBIASED && count % 2 != 0) {
      throw new UserMistake(
          "--direction-count must be even for the unbiased residual, which needs two independent"
              + " halves, was "
              + count);
    }
    int points = (int) new OptionText("--batch", batch).whole(1, LARGEST_BATCH, 400);
    return new LossPlan(points, kind, count, form);
  }

  private static int count(DirectionKind kind, OptionText text, NetworkPlan network) {
    int dimension = network.dimension();
    return switch (kind) {
      case SPAN -> {
        int span = Math.min(dimension, network.width());
        int few = network.depth() > 2 ? Math.min(DEEP_SPAN_DIRECTIONS, span) : span;
        int count = text.wholeOrAll(span, few);
        yield count == span ? SpanDirections.ALL : count;
      }
      case COORDINATE -> text.wholeOrAll(dimension, Math.min(DEFAULT_RANDOM_DIRECTIONS, dimension));
      case RADEMACHER, GAUSSIAN -> text.whole(1, DEFAULT_RANDOM_DIRECTIONS);
    };
  }
}

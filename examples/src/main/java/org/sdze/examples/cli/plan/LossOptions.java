package org.sdze.examples.cli.plan;

import org.jspecify.annotations.Nullable;
import org.sdze.pinn.direction.DirectionLaw;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.loss.LossConfig;
import org.sdze.pinn.loss.ResidualForm;
import org.sdze.pinn.solve.Defaults;
import org.sdze.pinn.solve.NetworkConfig;
import org.sdze.pinn.solve.Settings;
import picocli.CommandLine.Option;

/** The options of the loss: points, directions, residual. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class LossOptions {

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
  LossConfig resolve(int dimension, NetworkConfig network) {
    DirectionKind kind =
        new OptionText("--directions", directions).oneOf(DirectionKind.class, DirectionKind.SPAN);
    DirectionLaw law =
        law(kind, new OptionText("--direction-count", directionCount), dimension, network);
    ResidualForm form =
        new OptionText("--residual", residual).oneOf(ResidualForm.class, Defaults.residual(law));
    if (form == ResidualForm.UNBIASED && !law.isExact() && Settings.count(law) % 2 != 0) {
      throw new UserMistake(
          "--direction-count must be even for the unbiased residual, which needs two independent"
              + " halves, was "
              + Settings.count(law));
    }
    return new LossConfig(
        (int) new OptionText("--batch", batch).whole(1, LARGEST_BATCH, Defaults.BATCH), law, form);
  }

  private static DirectionLaw law(
      DirectionKind kind, OptionText text, int dimension, NetworkConfig network) {
    int few = Math.min(Defaults.RANDOM_DIRECTIONS, dimension);
    return switch (kind) {
      case SPAN -> {
        int width = network.width();
        int span = Math.min(dimension, width);
        if (!text.isGiven()) {
          yield Defaults.directions(dimension, width, network.depth());
        }
        int count = text.wholeOrAll(span, span);
        yield count == span ? SpanDirections.all() : new SpanDirections(count);
      }
      case COORDINATE -> kind.law(text.wholeOrAll(dimension, few));
      case RADEMACHER, GAUSSIAN -> kind.law(text.whole(1, Defaults.RANDOM_DIRECTIONS));
    };
  }
}

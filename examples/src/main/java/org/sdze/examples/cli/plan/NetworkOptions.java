package org.sdze.examples.cli.plan;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the network. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class NetworkOptions {

  /** The largest first layer that a default width makes. */
  static final long LARGEST_DEFAULT_ENTRANCE = 1L << 28;

  @Option(
      names = "--dim",
      paramLabel = "D",
      defaultValue = "100",
      description = "Dimension of the space (default: ${DEFAULT-VALUE}).")
  private @Nullable String dimension;

  @Option(
      names = "--width",
      paramLabel = "H",
      description =
          "Units of each hidden layer (default: 512 with one hidden layer, 64 with more; halved "
              + "until D x H <= 2^28).")
  private @Nullable String width;

  @Option(
      names = "--depth",
      paramLabel = "N",
      defaultValue = "1",
      description = "Hidden layers (default: ${DEFAULT-VALUE}).")
  private @Nullable String depth;

  @Option(
      names = "--activation",
      paramLabel = "NAME",
      defaultValue = "tanh",
      description =
          "tanh, sine, softplus, sigmoid, swish, gelu or cube (default: ${DEFAULT-VALUE}).")
  private @Nullable String activation;

  @Option(
      names = "--input-scale",
      paramLabel = "X",
      defaultValue = "3",
      description = "Fixed factor of the input (default: ${DEFAULT-VALUE}).")
  private @Nullable String inputScale;

  @Option(
      names = "--precision",
      paramLabel = "TYPE",
      defaultValue = "float",
      description = "float or double (default: ${DEFAULT-VALUE}).")
  private @Nullable String precision;

  /** The network that these options ask for. */
  NetworkPlan resolve() {
    int d = new OptionText("--dim", dimension).whole(1, 100);
    int layers = (int) new OptionText("--depth", depth).whole(1, 100, 1);
    OptionText widthText = new OptionText("--width", width);
    int wanted = layers == 1 ? 512 : 64;
    int h = widthText.isGiven() ? widthText.whole(1, wanted) : defaultWidth(d, wanted);
    NetworkPlan plan =
        new NetworkPlan(
            d,
            h,
            !widthText.isGiven() && h < wanted,
            layers,
            new OptionText("--activation", activation)
                .oneOf(ActivationName.class, ActivationName.TANH),
            new OptionText("--input-scale", inputScale).positive(3),
            new OptionText("--precision", precision).oneOf(Precision.class, Precision.FLOAT));
    return plan.requireCountable();
  }

  private static int defaultWidth(int dimension, int wanted) {
    int width = wanted;
    while (width > 1 && (long) dimension * width > LARGEST_DEFAULT_ENTRANCE) {
      width /= 2;
    }
    return width;
  }
}

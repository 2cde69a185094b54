package org.sdze.examples.cli.plan;

import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.forward.Activation;
import org.sdze.pinn.solve.Defaults;
import org.sdze.pinn.solve.NetworkConfig;
import org.sdze.pinn.solve.Precision;
import picocli.CommandLine.Option;

/** The options of the network. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class NetworkOptions {

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
          "tanh, sine, softplus, sigmoid, swish, gelu, cube or identity (default: ${DEFAULT-VALUE}).")
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

  /** d. */
  int dimension() {
    return new OptionText("--dim", dimension).whole(1, 100);
  }

  /** The network that these options ask for. */
  NetworkConfig resolve() {
    int d = dimension();
    int layers = (int) new OptionText("--depth", depth).whole(1, 100, 1);
    NetworkConfig usual = Defaults.network(d, layers);
    int h = new OptionText("--width", width).whole(1, usual.width());
    NetworkConfig shape =
        new NetworkConfig(
            h,
            layers,
            new OptionText("--activation", activation).oneOf(Activation.class, usual.activation()),
            new OptionText("--input-scale", inputScale).positive(usual.inputScale()),
            new OptionText("--precision", precision).oneOf(Precision.class, usual.precision()));
    MemoryNeeds.requireCountable(d, shape);
    return shape;
  }
}

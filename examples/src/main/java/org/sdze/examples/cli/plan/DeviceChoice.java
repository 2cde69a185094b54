package org.sdze.examples.cli.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.solve.Device;
import org.sdze.pinn.solve.Devices;
import org.sdze.pinn.solve.SolveConfig;

/**
 * Where the steps of a solve are to be made.
 *
 * @param name cpu, auto, or that of a {@link Device}
 */
public record DeviceChoice(String name) {

  private static final String AUTO = "auto";

  /**
   * The choice of that name.
   *
   * @throws UserMistake if there is none
   */
  static DeviceChoice named(String name) {
    List<String> names = new ArrayList<>(Devices.names());
    names.add(1, AUTO);
    if (!names.contains(name)) {
      throw new UserMistake("--device must be one of %s, was %s", String.join(", ", names), name);
    }
    return new DeviceChoice(name);
  }

  /** Whether it is what everything but a solve has, too. */
  boolean isUsual() {
    return name.equals(Devices.CPU);
  }

  /**
   * The device for a solve.
   *
   * @param told what was chosen, and why, where nobody has named it
   * @return null for the processors of this process
   * @throws Device.Unusable if one was named that cannot be used
   */
  @Nullable Device of(Problem problem, SolveConfig config, Consumer<String> told) {
    return of(Devices.known(), problem, config, told);
  }

  /** The same, of these devices. */
  @Nullable Device of(
      Iterable<Device> known, Problem problem, SolveConfig config, Consumer<String> told) {
    String reason = "no other is known";
    for (Device device : known) {
      if (name.equals(device.name())) {
        return device;
      } else if (name.equals(AUTO)) {
        try {
          String words = device.check(problem, config);
          if (device.isWhole(problem, config)) {
            told.accept(Text.format("device: %s, %s", device.name(), words));
            return device;
          }
          reason =
              Text.format(
                  "%s would make a part of each step alone, and has to be named", device.name());
        } catch (Device.Unusable e) {
          reason = e.getMessage();
        }
      }
    }
    if (name.equals(AUTO)) {
      told.accept(Text.format("device: cpu, since %s", reason));
    }
    return null;
  }
}

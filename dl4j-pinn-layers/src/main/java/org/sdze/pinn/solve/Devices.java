package org.sdze.pinn.solve;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.argument.Argument;

/** Where steps of solves can be made: here, or on one of the devices of the class path. */
public final class Devices {

  /** The name of the processors of this process. */
  public static final String CPU = "cpu";

  private Devices() {}

  /** The devices of the class path, whether they are there or not. */
  public static List<Device> known() {
    return ServiceLoader.load(Device.class).stream().map(ServiceLoader.Provider::get).toList();
  }

  /** {@value #CPU} and their names. */
  public static List<String> names() {
    List<String> names = new ArrayList<>(List.of(CPU));
    known().forEach(device -> names.add(device.name()));
    return names;
  }

  /**
   * The one of that name.
   *
   * @return null for {@value #CPU}
   * @throws IllegalArgumentException if there is none
   */
  public static @Nullable Device named(String name) {
    if (name.equals(CPU)) {
      return null;
    }
    return known().stream()
        .filter(device -> device.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                Argument.refused(
                    "a device must be one of %s, was %s", String.join(", ", names()), name));
  }
}

package org.sdze.benchmarks.swap;

import java.util.List;
import java.util.stream.Stream;

/** The networks of the table. */
public final class SwapNetworks {

  private SwapNetworks() {}

  /** All of them, those of images first. */
  public static List<SwapNetwork> all() {
    return Stream.of(ImageNetworks.all(), SequenceNetworks.all(), SmallNetworks.all())
        .flatMap(List::stream)
        .toList();
  }
}

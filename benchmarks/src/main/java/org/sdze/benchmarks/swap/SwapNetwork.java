package org.sdze.benchmarks.swap;

import java.util.function.Supplier;
import org.nd4j.linalg.learning.config.IUpdater;
import org.sdze.examples.zoo.NetworkSeed;
import org.sdze.optimizer.Sdze;

/**
 * A network of the table.
 *
 * @param label under which it is chosen, in lower case with hyphens
 * @param updater its own
 * @param epochs for which it is trained
 * @param batch samples a step
 * @param classifies whether it has an accuracy; else it has a loss alone
 * @param data what it is trained on, made anew at every call, the same every time
 * @param maker builds it
 */
public record SwapNetwork(
    String label,
    IUpdater updater,
    int epochs,
    int batch,
    boolean classifies,
    Supplier<Split> data,
    Maker maker) {

  /** Builds a network, initialised, for an updater. */
  interface Maker {
    Swappable make(IUpdater updater, long seed);
  }

  /** Not attached. */
  Swappable made(IUpdater updater, long seed) {
    return maker.make(updater, NetworkSeed.of(seed));
  }

  /** As it is described. */
  Swappable original(long seed) {
    return made(updater.clone(), seed);
  }

  /** With one line swapped, and one added. */
  Swappable swapped(long seed) {
    Swappable swapped = made(Sdze.builder().seed(seed).build(), seed);
    swapped.attach();
    return swapped;
  }
}

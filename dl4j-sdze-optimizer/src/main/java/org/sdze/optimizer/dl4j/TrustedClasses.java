package org.sdze.optimizer.dl4j;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The classes that a saved configuration may name: DL4J's parts of configurations, ND4J's
 * activations, losses, updaters, regularizations and schedules, ours, and the caller's own.
 *
 * <p>DL4J's mapper makes an object of any class on the class path that a file names (1.0.0-M2.1),
 * and runs its constructor.
 */
final class TrustedClasses {

  private static final Set<String> PACKAGES =
      Set.of(
          "org.deeplearning4j.nn.conf.",
          "org.deeplearning4j.nn.weights.",
          "org.deeplearning4j.nn.modelimport.keras.preprocessors.",
          "org.nd4j.linalg.activations.impl.",
          "org.nd4j.linalg.lossfunctions.impl.",
          "org.nd4j.linalg.learning.config.",
          "org.nd4j.linalg.learning.regularization.",
          "org.nd4j.linalg.schedule.",
          "org.sdze.optimizer.",
          "org.sdze.pinn.");

  private final Set<String> own;

  TrustedClasses(Set<String> own) {
    this.own = Set.copyOf(own);
  }

  /** Whether a file may name a class. */
  boolean contains(String name) {
    return own.contains(name)
        || (name.matches("[\\w.$]+") && PACKAGES.stream().anyMatch(name::startsWith));
  }

  /**
   * Whether a text that need not be the name of a class is that of one which a file may not name. A
   * mapper takes the first text of a list for the name of a class, too, where it finds none.
   */
  boolean isForeign(String text) {
    int generic = text.indexOf('<'); // the mapper reads the types of generic classes, too
    String name = generic > 0 ? text.substring(0, generic) : text;
    ClassLoader ours = TrustedClasses.class.getClassLoader();
    return !contains(text)
        && (isClass(name, ours) || isClass(name, Thread.currentThread().getContextClassLoader()));
  }

  /** Whether there is such a class, which is not initialized for that. */
  private static boolean isClass(String name, @Nullable ClassLoader loader) {
    try {
      Class.forName(name, false, loader);
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }
}

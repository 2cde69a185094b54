package org.sdze.testing;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Checks after every test that ND4J's global generator stands where it stood, and that no ND4J
 * workspace is open. Registered for all tests of a module (META-INF/services) whose
 * junit-platform.properties detect extensions.
 *
 * <p>The packages of {@link #TRAINING} may move the generator: DL4J seeds it when it builds a
 * network (MultiLayerNetwork, 1.0.0-M2.1).
 */
public final class UntouchedGlobals implements BeforeEachCallback, AfterEachCallback {

  /** The key in junit-platform.properties of the excepted packages, separated by commas. */
  public static final String TRAINING = "sdze.training-packages";

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(UntouchedGlobals.class);

  private record State(long root, long node) {
    static State now() {
      Random random = Nd4j.getRandom();
      return new State(random.rootState(), random.nodeState());
    }
  }

  /** Made by JUnit. */
  public UntouchedGlobals() {}

  @Override
  public void beforeEach(ExtensionContext context) {
    context.getStore(NAMESPACE).put(State.class, State.now());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    State before = context.getStore(NAMESPACE).get(State.class, State.class);
    if (!isTraining(context) && !State.now().equals(before)) {
      throw new AssertionError("the test moved ND4J's global generator");
    }
    if (Nd4j.getWorkspaceManager().anyWorkspaceActiveForCurrentThread()) {
      throw new AssertionError("the test left an ND4J workspace open");
    }
  }

  private static boolean isTraining(ExtensionContext context) {
    List<String> packages =
        Arrays.asList(context.getConfigurationParameter(TRAINING).orElse("").split(","));
    return packages.contains(context.getRequiredTestClass().getPackageName());
  }

  /**
   * What {@code work} gives, with the generator put back afterwards: DL4J seeds it when it builds a
   * configuration and in {@code init()} (MultiLayerNetwork, 1.0.0-M2.1).
   */
  public static <T> T puttingBack(Supplier<T> work) {
    State before = State.now();
    try {
      return work.get();
    } finally {
      Nd4j.getRandom().setStates(before.root(), before.node());
    }
  }
}

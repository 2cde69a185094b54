package org.sdze.arbiter;

import java.util.Set;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Checks after every test that ND4J's global generator stands where it stood, and that no ND4J
 * workspace is open. Registered for all tests of the module (META-INF/services).
 */
public final class UntouchedGlobals implements BeforeEachCallback, AfterEachCallback {

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(UntouchedGlobals.class);

  /** DL4J seeds the generator when it builds a network (MultiLayerNetwork, 1.0.0-M2.1). */
  private static final Set<String> TRAINING =
      Set.of(
          "org.sdze.arbiter.space",
          "org.sdze.arbiter.score",
          "org.sdze.arbiter.task",
          "org.sdze.arbiter.benchmark",
          "org.sdze.arbiter.search");

  private record State(long root, long node) {
    static State now() {
      Random random = Nd4j.getRandom();
      return new State(random.rootState(), random.nodeState());
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    context.getStore(NAMESPACE).put(State.class, State.now());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    State before = context.getStore(NAMESPACE).get(State.class, State.class);
    String tested = context.getRequiredTestClass().getPackageName();
    if (!TRAINING.contains(tested) && !State.now().equals(before)) {
      throw new AssertionError("the test moved ND4J's global generator");
    }
    if (Nd4j.getWorkspaceManager().anyWorkspaceActiveForCurrentThread()) {
      throw new AssertionError("the test left an ND4J workspace open");
    }
  }
}

package org.sdze.pinn.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.domain.UnitBall;
import org.sdze.pinn.equation.HardConstraint;
import org.sdze.pinn.equation.Poisson;

/** Problems that are not the library's. */
class OwnProblemsTest {

  private static final String SERVICE = "META-INF/services/" + ProblemFactory.class.getName();

  @TempDir Path folder;

  /** A problem whose solution nobody knows. */
  public static class Mine implements ProblemFactory {
    @Override
    public String name() {
      return "mine";
    }

    @Override
    public String description() {
      return "Δu = 1";
    }

    @Override
    public int leastDimension() {
      return 3;
    }

    @Override
    public Problem create(int dimension, RandomKey key) {
      return new Problem(
          name(),
          new Poisson(),
          new UnitBall(dimension),
          HardConstraint.unitBall(),
          points -> new double[points.rows()],
          null);
    }
  }

  /** Has a name that the library has. */
  public static final class Namesake extends Mine {
    @Override
    public String name() {
      return "poisson-ridge";
    }
  }

  /** Has a name that nobody can type. */
  public static final class Shouting extends Mine {
    @Override
    public String name() {
      return "My Problem!";
    }
  }

  /** Makes a problem in another dimension. */
  public static final class Stubborn extends Mine {
    @Override
    public Problem create(int dimension, RandomKey key) {
      return super.create(9, key);
    }
  }

  /** Makes none. */
  public static final class Lazy extends Mine {
    @Override
    public @Nullable Problem create(int dimension, RandomKey key) {
      return null;
    }
  }

  /** Fails. */
  public static final class Broken extends Mine {
    /** Does not work. */
    public Broken() {
      throw new IllegalStateException("no coffee");
    }
  }

  /** Needs an argument. */
  public static final class Needy extends Mine {
    /** With one. */
    public Needy(int number) {
      assertTrue(number > 0);
    }
  }

  private static Problems with(Class<?> type) {
    return Problems.of(List.of(), type.getName());
  }

  private static String refusal(Runnable call) {
    return assertThrows(IllegalArgumentException.class, call::run).getMessage();
  }

  @Test
  void aClassIsFoundByItsName() {
    Problems all = with(Mine.class);
    List<String> library = Problems.library().names();
    assertEquals(library.size() + 1, all.names().size());
    assertEquals("mine", all.names().get(library.size()));
    assertFalse(library.contains("mine"), "the library stays as it is");
    Problem problem = Problems.draw(all.get("mine"), 4, 1);
    assertEquals(4, problem.dimension());
    assertEquals(
        "the solution of mine is not known",
        assertThrows(
                IllegalStateException.class,
                () -> problem.exact(org.nd4j.linalg.factory.Nd4j.zeros(1, 4)))
            .getMessage());
    assertEquals(
        "dimension of a mine problem must be at least 3, was 2",
        refusal(() -> Problems.draw(all.get("mine"), 2, 1)));
  }

  @Test
  void aServiceOfTheClassPathIsFound() throws IOException {
    Files.createDirectories(folder.resolve("META-INF").resolve("services"));
    Files.writeString(folder.resolve(SERVICE), Mine.class.getName());
    Problems all = Problems.of(List.of(folder), null);
    assertEquals(Mine.class.getName(), all.get("mine").getClass().getName());
    assertEquals(all.names(), Problems.of(List.of(folder), Mine.class.getName()).names());
    Files.writeString(folder.resolve(SERVICE), "org.sdze.Nowhere");
    assertTrue(
        refusal(() -> Problems.of(List.of(folder), null))
            .startsWith("a problem of the class path cannot be made: "));
  }

  @Test
  void whatIsNoFactoryIsRefused() {
    String here = getClass().getName();
    assertEquals(
        "the name of a problem must be its own, but poisson-ridge is that of %s and of %s"
            .formatted(ReferenceProblem.class.getName(), Namesake.class.getName()),
        refusal(() -> with(Namesake.class)));
    assertEquals(
        "the name of a problem must be lower-case words with hyphens, was My Problem! of "
            + Shouting.class.getName(),
        refusal(() -> with(Shouting.class)));
    assertEquals(
        "the class of a problem must be a %s, but %s is none"
            .formatted(ProblemFactory.class.getName(), here),
        refusal(() -> with(OwnProblemsTest.class)));
    assertEquals(
        "the class org.Nowhere is not on the class path",
        refusal(() -> Problems.of(List.of(), "org.Nowhere")));
    assertEquals(
        "the constructor of %s failed: java.lang.IllegalStateException: no coffee"
            .formatted(Broken.class.getName()),
        refusal(() -> with(Broken.class)));
    assertTrue(
        refusal(() -> with(Needy.class))
            .contains("must be public and have a public constructor without arguments"));
    assertEquals(
        "the class path must hold jars and folders, but %s cannot be read"
            .formatted(folder.resolve("none.jar")),
        refusal(() -> Problems.of(List.of(folder.resolve("none.jar")), null)));
  }

  @Test
  void aFactoryThatGivesSomethingElseIsRefused() {
    assertEquals(
        Stubborn.class.getName() + " must make the problem mine in 4 dimensions, made mine in 9",
        refusal(() -> Problems.draw(new Stubborn(), 4, 1)));
    assertEquals(
        Lazy.class.getName() + " must make the problem mine in 4 dimensions, made null",
        refusal(() -> Problems.draw(new Lazy(), 4, 1)));
  }

  @Test
  void theClassPathIsThePlatforms() {
    assertEquals(
        List.of(Path.of("a.jar"), Path.of("classes")),
        Problems.classpath("a.jar" + File.pathSeparator + "classes"));
    assertSame(Problems.library(), Problems.library());
  }
}

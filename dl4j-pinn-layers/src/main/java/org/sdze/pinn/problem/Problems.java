package org.sdze.pinn.problem;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.text.Text;

/**
 * Problems by name: the reference problems, three equations with three families of solutions each,
 * and those of users. Immutable, thread-safe. Source: docs/method.md §6.
 */
public final class Problems {

  /** How many names an error proposes. */
  private static final int PROPOSALS = 3;

  private static final Problems LIBRARY = new Problems(known());

  private final Map<String, ProblemFactory> factories = new LinkedHashMap<>();

  private Problems(List<ProblemFactory> all) {
    all.forEach(this::add);
  }

  private static List<ProblemFactory> known() {
    return Stream.of(
            ReferenceProblem.all(),
            BoxProblems.all(),
            ClassicalProblems.all(),
            EvolutionProblems.all(),
            TerminalProblems.all(),
            List.<ProblemFactory>of(new HeatCoefficient()))
        .flatMap(List::stream)
        .toList();
  }

  private void add(ProblemFactory factory) {
    String name = factory.name();
    if (name == null || !name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
      throw Argument.refused(
          "the name of a problem must be lower-case words with hyphens, was %s of %s",
          name, factory.getClass().getName());
    }
    ProblemFactory other = factories.putIfAbsent(name, factory);
    if (other != null && !other.getClass().equals(factory.getClass())) {
      throw Argument.refused(
          "the name of a problem must be its own, but %s is that of %s and of %s",
          name, other.getClass().getName(), factory.getClass().getName());
    }
  }

  /** The reference problems. */
  public static Problems library() {
    return LIBRARY;
  }

  /**
   * The reference problems and those of a class path that are services, and one more by its class.
   *
   * @param classpath jars and folders of classes, beside what this program has; may be empty
   * @param problemClass a {@link ProblemFactory} with a public constructor without arguments; null
   *     for none
   * @throws IllegalArgumentException if there is no such file, the class is missing or no factory,
   *     or two problems have one name
   */
  public static Problems of(List<Path> classpath, @Nullable String problemClass) {
    Problems all = new Problems(known());
    ProblemClasses classes = new ProblemClasses(classpath);
    classes.services().forEach(all::add);
    if (problemClass != null) {
      all.add(classes.made(problemClass));
    }
    return all;
  }

  /** The class path of a text such as {@code my.jar:classes}, with the platform's separator. */
  public static List<Path> classpath(String text) {
    return Arrays.stream(text.split(File.pathSeparator)).map(Path::of).toList();
  }

  /** All names, those of the library first. */
  public List<String> names() {
    return List.copyOf(factories.keySet());
  }

  /**
   * What makes the problems of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public ProblemFactory get(String name) {
    ProblemFactory factory = factories.get(Argument.given("name", name));
    if (factory == null) {
      throw Argument.refused(
          "there is no problem \"%s\"; the nearest names are %s; one of your own is given with its class",
          name, nearest(name));
    }
    return factory;
  }

  /**
   * The problem of that name.
   *
   * @param dimension d
   * @param key names what is random about it
   * @throws IllegalArgumentException if there is no problem of that name, or as {@link #make} does
   */
  public Problem create(String name, int dimension, RandomKey key) {
    return make(get(name), dimension, key);
  }

  /**
   * A problem, looked over.
   *
   * @param dimension d
   * @param key names what is random about it
   * @throws IllegalArgumentException if the dimension is too small for it, or the factory gives
   *     none of its name and that dimension
   */
  public static Problem make(ProblemFactory factory, int dimension, RandomKey key) {
    requireDimension(factory, dimension);
    Argument.given("key", key);
    Problem problem = created(factory, dimension, key);
    if (problem == null
        || problem.dimension() != dimension
        || !problem.name().equals(factory.name())) {
      throw Argument.refused(
          "%s must make the problem %s in %d dimensions, made %s",
          factory.getClass().getName(),
          factory.name(),
          dimension,
          problem == null ? "null" : Text.format("%s in %d", problem.name(), problem.dimension()));
    }
    return problem;
  }

  private static @Nullable Problem created(ProblemFactory factory, int dimension, RandomKey key) {
    try {
      return factory.create(dimension, key);
    } catch (RuntimeException e) {
      String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new IllegalArgumentException(
          Text.format(
              "the problem %s cannot be made in %d dimensions: %s",
              factory.name(), dimension, reason),
          e);
    }
  }

  /**
   * The problem of a run.
   *
   * @param seed the run's, whose key names the problem's coefficients
   * @throws IllegalArgumentException as {@link #make} does
   */
  public static Problem draw(ProblemFactory factory, int dimension, long seed) {
    return make(factory, dimension, RandomKey.root(seed).purpose(Purpose.PROBLEM));
  }

  /**
   * Checks the dimension of a problem, and draws nothing.
   *
   * @throws IllegalArgumentException if it is too small or too large
   */
  public static void requireDimension(ProblemFactory factory, int dimension) {
    int greatest = Argument.given("what makes a problem", factory).greatestDimension();
    requireDimension(factory.name(), factory.leastDimension(), dimension);
    if (dimension > greatest) {
      throw Argument.refused(
          "dimension of a %s problem must be at most %d, was %d",
          factory.name(), greatest, dimension);
    }
  }

  /** The check of a dimension from below. */
  static void requireDimension(String name, int least, int dimension) {
    if (dimension < least) {
      throw Argument.refused(
          "dimension of a %s problem must be at least %d, was %d", name, least, dimension);
    }
  }

  private String nearest(String name) {
    return factories.keySet().stream()
        .sorted(Comparator.comparingInt(known -> editDistance(name, known)))
        .limit(PROPOSALS)
        .collect(Collectors.joining(", "));
  }

  /** Levenshtein's distance: insertions, deletions and substitutions, one row at a time. */
  static int editDistance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}

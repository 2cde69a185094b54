package org.sdze.examples.cli.plan;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sdze.pinn.problem.ProblemFactory;
import org.sdze.pinn.problem.Problems;
import picocli.CommandLine.Option;

/** The options that bring problems of a user's own. */
public final class ProblemOptions {

  private static final String CLASS = "--problem-class";
  private static final String CLASSPATH = "--classpath";

  @Option(
      names = CLASS,
      paramLabel = "CLASS",
      description = "A problem of your own: the name of its factory's class.")
  private @Nullable String problemClass;

  @Option(
      names = CLASSPATH,
      paramLabel = "PATH",
      description =
          "Jars and folders with problems of your own; those that are services are found by name.")
  private @Nullable String classpath;

  /**
   * The library's problems and those that the options bring.
   *
   * @throws UserMistake if one of them cannot be found or made
   */
  public Problems found() {
    return UserMistake.unlessAccepted(
        () ->
            Problems.of(
                classpath == null ? List.of() : Problems.classpath(classpath), problemClass));
  }

  /** The problem that a command's argument names; that of the class if there is no argument. */
  public ProblemFactory named(@Nullable String name) {
    Problems all = found();
    if (name != null) {
      return UserMistake.unlessAccepted(() -> all.get(name));
    }
    if (problemClass == null) {
      throw new UserMistake(
          "a problem is missing: give PROBLEM, one of the names that list prints");
    }
    return all.names().stream()
        .map(all::get)
        .filter(factory -> factory.getClass().getName().equals(problemClass))
        .findFirst()
        .orElseThrow();
  }

  /** These options again, for a child process. */
  public List<String> again() {
    List<String> options = new ArrayList<>();
    if (problemClass != null) {
      options.addAll(List.of(CLASS, problemClass));
    }
    if (classpath != null) {
      options.addAll(List.of(CLASSPATH, classpath));
    }
    return options;
  }
}

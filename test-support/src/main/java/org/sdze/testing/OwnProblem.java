package org.sdze.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;

/** The problem of a user's own that a page shows, compiled as it says. */
public final class OwnProblem {

  /** What it is called. */
  public static final String NAME = "quadratic-bump";

  private OwnProblem() {}

  /** The page of Java, of one that costs little. */
  public static String source() throws IOException {
    return java(Path.of("../docs/problems.md"), "## Millions of dimensions");
  }

  /** The first Java of a page after some text. */
  public static String java(Path page, String after) throws IOException {
    String text = Files.readString(page);
    int begin = text.indexOf("```java\n", text.indexOf(after)) + "```java\n".length();
    return text.substring(begin, text.indexOf("```", begin));
  }

  /**
   * Compiles it.
   *
   * @return the folder of its classes
   */
  public static Path classes(Path folder) throws IOException {
    return classes(folder, source());
  }

  /** Compiles a page like it. */
  public static Path classes(Path folder, String source) throws IOException {
    return classes(folder, "MyProblem", source);
  }

  /** Compiles a page into the folder's classes, beside those that are there. */
  public static Path classes(Path folder, String name, String source) throws IOException {
    Path file = Files.writeString(folder.resolve(name + ".java"), source);
    Path classes = Files.createDirectories(folder.resolve("mine"));
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                said,
                said,
                "-encoding",
                "UTF-8",
                "-cp",
                JavaProcess.classPath() + File.pathSeparator + classes,
                "-d",
                classes.toString(),
                file.toString());
    assertEquals(0, code, said.toString(StandardCharsets.UTF_8));
    return classes;
  }

  /** A command with the options that bring the problem. */
  public static String[] command(Path classes, String command, String... more) {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    words.addAll(List.of("--problem-class", "MyProblem", "--classpath", classes.toString()));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }
}

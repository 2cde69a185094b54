package org.sdze.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeTest {

  @Test
  void theProgramInTheReadmeIsAPartOfTheExample() throws IOException {
    String readme = Files.readString(Path.of("../README.md"));
    int begin = readme.indexOf("```java\n") + "```java\n".length();
    String program = readme.substring(begin, readme.indexOf("```", begin));
    assertTrue(program.lines().count() > 10, "the README shows no program");
    String example =
        Files.readString(Path.of("src/main/java/org/sdze/examples/SolveYourOwnEquation.java"));
    assertTrue(example.contains(program), "the README's program differs from the example's");
  }
}

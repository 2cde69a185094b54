package org.sdze.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReadmeTest {

  private static final Path README = Path.of("../README.md");

  private static String first(String element, String pom) {
    Matcher found = Pattern.compile("<%s>([^<]*)</%s>".formatted(element, element)).matcher(pom);
    assertTrue(found.find(), element);
    return found.group(1);
  }

  @Test
  void coordinatesAreThoseOfTheBillOfMaterials() throws IOException {
    String page = Files.readString(Path.of("../docs/optimizer.md"));
    int begin = page.indexOf("```xml\n");
    String coordinates = page.substring(begin, page.indexOf("```", begin + 1));
    String bom = Files.readString(Path.of("../bom/pom.xml"));
    for (String name : List.of("groupId", "artifactId", "version")) {
      String own = "<%s>%s</%s>".formatted(name, first(name, bom), name);
      assertTrue(coordinates.contains(own), () -> "another " + name);
    }
    String dl4j = first("dl4j.version", Files.readString(Path.of("../pom.xml")));
    assertTrue(coordinates.contains("<version>" + dl4j + "</version>"));
    String readme = Files.readString(README);
    assertTrue(
        readme.contains("`org.sdze:dl4j-sdze-optimizer:%s`".formatted(first("version", bom))));
  }

  @Test
  void itIsOfAPageAndAHalf() throws IOException {
    List<String> lines = Files.readAllLines(README);
    assertTrue(lines.size() <= 90, lines.size() + " lines");
    for (String line : lines) {
      assertTrue(line.length() <= 140, line);
    }
  }
}

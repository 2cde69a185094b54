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

  @Test
  void theCoordinatesInTheReadmeAreThoseOfTheBillOfMaterials() throws IOException {
    String readme = Files.readString(Path.of("../README.md"));
    int begin = readme.indexOf("```xml\n");
    String coordinates = readme.substring(begin, readme.indexOf("```", begin + 1));
    String bom = Files.readString(Path.of("../bom/pom.xml"));
    for (String name : List.of("groupId", "artifactId", "version")) {
      Matcher own = Pattern.compile("<%s>[^<]*</%s>".formatted(name, name)).matcher(bom);
      assertTrue(own.find() && coordinates.contains(own.group()), () -> "another " + name);
    }
    String parent = Files.readString(Path.of("../pom.xml"));
    Matcher dl4j = Pattern.compile("<dl4j.version>([^<]*)<").matcher(parent);
    assertTrue(dl4j.find() && coordinates.contains("<version>" + dl4j.group(1) + "</version>"));
  }
}

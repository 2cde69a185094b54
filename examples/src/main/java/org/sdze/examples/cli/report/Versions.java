package org.sdze.examples.cli.report;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.text.Text;

/** The versions of what a run was made with. */
public final class Versions {

  private static final String UNKNOWN = "unknown";

  private Versions() {}

  /** The version of this project; "development" where it runs from class files. */
  public static String project() {
    String version = maven("org.sdze", "sdze-examples");
    return version.equals(UNKNOWN) ? "development" : version;
  }

  /** The version of DL4J. */
  public static String dl4j() {
    return maven("org.deeplearning4j", "deeplearning4j-nn");
  }

  /** The version of Java. */
  public static String java() {
    return Runtime.version().toString();
  }

  /** All of them, by name. */
  static Map<String, Object> all() {
    Map<String, Object> versions = new LinkedHashMap<>();
    versions.put("sdze", project());
    versions.put("deeplearning4j", dl4j());
    versions.put("nd4j", maven("org.nd4j", "nd4j-api"));
    versions.put("nd4jBackend", Nd4j.getBackend().getClass().getSimpleName());
    versions.put("java", java());
    versions.put("javaVendor", System.getProperty("java.vm.vendor", UNKNOWN));
    return versions;
  }

  private static String maven(String group, String artifact) {
    String path = Text.format("META-INF/maven/%s/%s/pom.properties", group, artifact);
    try (InputStream stream = Versions.class.getClassLoader().getResourceAsStream(path)) {
      if (stream == null) {
        return UNKNOWN;
      }
      Properties properties = new Properties();
      properties.load(stream);
      return properties.getProperty("version", UNKNOWN);
    } catch (IOException e) {
      return UNKNOWN;
    }
  }
}

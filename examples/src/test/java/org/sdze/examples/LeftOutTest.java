package org.sdze.examples;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line leaves out of DL4J's dependencies is not there for its tests either. */
class LeftOutTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.google.gson.Gson",
        "com.sun.jna.platform.FileUtils",
        "it.unimi.dsi.fastutil.Hash",
        "org.apache.commons.codec.binary.Base64",
        "org.apache.commons.net.util.Base64",
        "org.threeten.bp.LocalDate",
        "oshi.SystemInfo"
      })
  void theTestsRunWithoutWhatIsLeftOut(String name) {
    assertThrows(ClassNotFoundException.class, () -> Class.forName(name));
  }
}

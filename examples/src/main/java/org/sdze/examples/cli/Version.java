package org.sdze.examples.cli;

import org.sdze.examples.cli.report.Versions;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {
      "sdze %s (Deeplearning4j %s, Java %s)"
          .formatted(Versions.project(), Versions.dl4j(), Versions.java())
    };
  }
}

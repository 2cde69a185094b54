package org.sdze.examples.cli;

import org.sdze.examples.cli.report.Versions;
import org.sdze.optimizer.text.Text;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
public final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {
      Text.format(
          "sdze %s (Deeplearning4j %s, Java %s)",
          Versions.project(), Versions.dl4j(), Versions.java())
    };
  }
}

package org.sdze.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sdze.examples.cli.plan.OptionText;
import org.sdze.examples.cli.plan.UserMistake;
import org.sdze.examples.cli.report.ResultFiles;
import org.sdze.examples.cli.run.Checkpoints;
import org.sdze.examples.cli.run.Interruption;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.solve.Solve;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code resume}: goes on with a run of {@code solve} that was interrupted. */
@Command(
    name = "resume",
    description = {
      "Goes on with a run of solve that was interrupted, from its last checkpoint in DIR, the folder that --out named.",
      "",
      "Takes the options of solve that do not change the run: --json, --quiet, --checkpoint-every, and --problem-class "
          + "and --classpath for a problem of your own."
    },
    customSynopsis = "sdze resume [OPTIONS] DIR",
    exitCodeList = {
      "0:done, or finished before",
      "1:a failure of the program",
      "2:a mistake in the command",
      "3:diverged; the last finite parameters are saved",
      "130:Ctrl-C; what was reached is saved"
    })
final class ResumeCommand implements Callable<Integer> {

  /** What a checkpoint tells beside options. */
  private static final Set<String> NO_OPTIONS = Set.of("problem");

  private final Interruption interruption;

  @Spec private CommandSpec spec;

  /**
   * All of them: which are options that take a value, and which the folder, {@code solve} knows.
   */
  @Unmatched private List<String> words = new ArrayList<>();

  ResumeCommand(Interruption interruption) {
    this.interruption = interruption;
  }

  @Override
  public Integer call() throws IOException {
    List<String> others = new ArrayList<>();
    Path folder = folder(others);
    if (!Files.isDirectory(folder)) {
      throw new UserMistake("there is no folder " + folder);
    }
    Path checkpoint = folder.resolve(Checkpoints.FILE);
    if (!Files.exists(checkpoint)) {
      if (!Files.exists(folder.resolve(ResultFiles.RESULT))) {
        throw new UserMistake(
            "the folder %s holds no run to go on with: solve leaves one there with --out and"
                + " --checkpoint-every, or when it is interrupted",
            folder);
      }
      spec.commandLine()
          .getErr()
          .println(Text.format("sdze: the run in %s is finished: nothing is left to do", folder));
      return CommandLine.ExitCode.OK;
    }
    CommandLine main = spec.commandLine().getParent();
    return Main.configured(new SolveCommand(interruption, checkpoint).commandLine(), main)
        .execute(arguments(folder, others, Solve.settingsIn(checkpoint)).toArray(String[]::new));
  }

  /**
   * The word that is neither an option nor an option's value.
   *
   * @param others takes the others, in their order
   */
  private Path folder(List<String> others) {
    CommandSpec solve = new SolveCommand(interruption).commandLine().getCommandSpec();
    @Nullable String folder = null;
    for (int k = 0; k < words.size(); k++) {
      String word = words.get(k);
      if (folder == null && !word.startsWith("--")) {
        folder = word;
        continue;
      }
      others.add(word);
      OptionSpec option = solve.findOption(word);
      if (option != null && option.arity().max() > 0 && k + 1 < words.size()) {
        others.add(words.get(++k));
      }
    }
    if (folder == null) {
      throw new UserMistake("the folder is missing: give DIR, which --out of solve named");
    }
    return OptionText.path("DIR", folder);
  }

  /** The run's options, but for those that were given anew. */
  private static List<String> arguments(
      Path folder, List<String> others, Map<String, String> settings) {
    Map<String, String> options = new LinkedHashMap<>(settings);
    options.keySet().removeAll(NO_OPTIONS);
    options.put("out", folder.toString());
    List<String> arguments = new ArrayList<>(List.of(settings.getOrDefault("problem", "")));
    options.forEach(
        (name, value) -> {
          String option = "--" + name;
          if (others.stream()
              .noneMatch(text -> text.equals(option) || text.startsWith(option + "="))) {
            arguments.add(option + "=" + value);
          }
        });
    arguments.addAll(others);
    return arguments;
  }
}

package org.sdze.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdze.testing.Ended;
import org.sdze.testing.Sentence;

/** What the machine cannot do, or its user has made it unable to: one sentence, too. */
class MachineFaultTest {

  private static final String SOLVE =
      "solve poisson-ridge --dim 4 --width 8 --batch 10 --test-points 20 --steps 2 --quiet";
  private static final Path FULL = Path.of("/dev/full");

  @TempDir private Path folder;

  /** Runs a command to its end; what it prints goes to {@code stdout}. */
  private Ended run(
      Map<String, String> environment, List<String> options, Path stdout, String arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(Ended.java(options.toArray(String[]::new)));
    command.addAll(List.of(arguments.split(" ")));
    Path stderr = folder.resolve("stderr");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(stdout.toFile())
            .redirectError(stderr.toFile())
            .directory(folder.toFile());
    builder.environment().putAll(environment);
    int exitCode = builder.start().waitFor();
    return new Ended(exitCode, "", Files.readString(stderr, StandardCharsets.UTF_8));
  }

  private static void assertSentence(int exitCode, Ended ended, String... named) {
    assertEquals(exitCode, ended.exitCode(), ended.stderr());
    assertEquals(1, ended.errorLines().size(), ended.stderr());
    assertTrue(ended.stderr().startsWith("sdze: "), ended.stderr());
    Sentence.check(ended.stderr().strip().substring("sdze: ".length()), named);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "list",
        "--help",
        "--version",
        SOLVE,
        SOLVE + " --json",
        "search --validate ../arbiter-configs/configs/sine-gordon-100.json",
        "zoo LeNet --steps 1 --mode inference --json"
      })
  void aFullStandardOutputIsAFault(String command) throws Exception {
    assumeTrue(Files.exists(FULL), "needs /dev/full");
    String configs = Path.of("..", "arbiter-configs", "configs").toRealPath().toString();
    Ended ended =
        run(Map.of(), List.of(), FULL, command.replace("../arbiter-configs/configs", configs));
    assertEquals(1, ended.exitCode(), ended.stderr());
    List<String> lines = ended.errorLines();
    Sentence.check(lines.get(lines.size() - 1), "standard output could not be written");
  }

  /** Nobody reads what it prints. */
  @Test
  void aClosedPipeIsNone() throws Exception {
    List<String> command = new ArrayList<>(Ended.java());
    command.addAll(List.of("solve", "--help"));
    Process closed =
        new ProcessBuilder(command).redirectError(folder.resolve("stderr").toFile()).start();
    closed.getInputStream().close();
    assertEquals(0, closed.waitFor());
    assertEquals("", Files.readString(folder.resolve("stderr")));
  }

  @ParameterizedTest
  @CsvSource({"foo", "0", "-3", "1.5", "'4,2'", "99999999999"})
  void aNumberOfThreadsThatIsNoneIsAMistake(String threads) throws Exception {
    assertSentence(
        2,
        run(Map.of("OMP_NUM_THREADS", threads), List.of(), folder.resolve("stdout"), SOLVE),
        "OMP_NUM_THREADS must be a whole number from 1 to 4096, was " + threads);
  }

  @Test
  void aSearchOnADeviceThatIsNotThereBeginsNothing() throws Exception {
    Path out = folder.resolve("out");
    Path file =
        Files.writeString(
            folder.resolve("search.json"),
            """
            {"problem": {"kind": "equation", "name": "sine-gordon-two-body", "dimension": 100},
             "space": {"width": {"kind": "integer", "from": 8, "to": 32}},
             "score": {"kind": "relative-error", "points": 100},
             "generator": {"kind": "random", "seed": 1},
             "training": {"steps": 5}, "device": "cuda"}
            """);
    Ended ended =
        run(
            Map.of(),
            List.of("-Dsdze.cuda.library=" + folder.resolve("none")),
            folder.resolve("stdout"),
            "search " + file + " --out " + out);
    assertSentence(2, ended, "the device cuda cannot be used: no CUDA driver was found");
    assertFalse(Files.exists(out));
  }

  /** A slim container. */
  @Test
  void withoutFontsAPictureIsLeftOutAndNothingElse() throws Exception {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "fonts come from elsewhere");
    Path fonts =
        Files.writeString(
            folder.resolve("fonts.conf"),
            "<?xml version='1.0'?><fontconfig><cachedir>" + folder + "</cachedir></fontconfig>");
    Path out = folder.resolve("out");
    Ended ended =
        run(
            Map.of("FONTCONFIG_FILE", fonts.toString()),
            List.of("-Djava.awt.headless=true", "-Duser.home=" + folder),
            folder.resolve("stdout"),
            SOLVE + " --out " + out);
    assertSentence(
        0, ended, "convergence.png is left out, since Java cannot draw text on this machine");
    assertTrue(Files.readString(folder.resolve("stdout")).contains("relative L2"));
    assertTrue(Files.exists(out.resolve("result.json")));
    assertTrue(Files.exists(out.resolve("model.zip")));
    assertFalse(Files.exists(out.resolve("convergence.png")));
  }

  /** Too little for the libraries, or for what is known of a million test points. */
  @ParameterizedTest
  @ValueSource(ints = {8, 12, 16})
  void aHeapThatIsTooSmallIsSaid(int mebibytes) throws Exception {
    Ended ended =
        run(
            Map.of(),
            List.of("-Xmx%dm".formatted(mebibytes)),
            folder.resolve("stdout"),
            SOLVE.replace("--test-points 20", "--test-points 1000000"));
    assertSentence(1, ended, "out of memory");
  }

  @Test
  void anErrorOfALibraryIsASentence() throws Exception {
    Ended ended =
        run(
            Map.of(),
            List.of("-Dorg.bytedeco.javacpp.maxbytes=much"),
            folder.resolve("stdout"),
            SOLVE);
    assertSentence(1, ended, "a library could not be loaded: ");
  }

  @Test
  void aLibraryThatCannotBeUnpackedIsASentence() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "a file");
    Ended ended =
        run(
            Map.of("HOME", file.toString()),
            List.of(
                "-Dorg.bytedeco.javacpp.cachedir=" + file,
                "-Djava.io.tmpdir=" + file,
                "-Duser.home=" + file),
            folder.resolve("stdout"),
            SOLVE);
    assertSentence(1, ended, "a library could not be loaded: ");
  }

  @Test
  void aStackThatIsTooSmallIsSaid() throws Exception {
    Ended ended = run(Map.of(), List.of("-Xss144k"), folder.resolve("stdout"), "list");
    assertSentence(1, ended, "the stack of a thread is too small");
  }
}

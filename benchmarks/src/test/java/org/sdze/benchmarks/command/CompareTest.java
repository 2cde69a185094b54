package org.sdze.benchmarks.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdze.arbiter.store.JsonRecord;
import org.sdze.testing.Ended;
import org.sdze.testing.OwnProblem;

/** The real command at work, with budgets of a few steps. */
class CompareTest {

  @TempDir private Path folder;

  private Ended compare(String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of("compare", "poisson-two-body", "--dim", "5", "--test-points", "200", "--json"));
    arguments.addAll(List.of("--out", folder.toString()));
    arguments.addAll(List.of(options));
    return Ended.run(arguments.toArray(String[]::new));
  }

  @Test
  @Tag("slow")
  void rowsArePrintedDrawnKeptAndTheSameTheSecondTime() throws IOException {
    String[] options = {"--steps", "4", "--seeds", "2", "--only", "sdze,backprop-gauss-newton"};
    Ended first = compare(options);
    assertEquals(0, first.exitCode(), first.stderr());
    assertEquals(1, first.stdout().lines().count());
    JsonNode document = new ObjectMapper().readTree(first.stdout());
    assertTrue(document.get("complete").asBoolean());
    assertEquals(2, document.get("rows").size());
    JsonNode ours = document.get("rows").get(0);
    assertEquals("sdze", ours.get("contender").asText());
    assertEquals(2, ours.get("finished").asInt());
    assertTrue(ours.get("least").asDouble() <= ours.get("error").asDouble());
    assertTrue(ours.get("error").asDouble() <= ours.get("largest").asDouble());
    assertEquals(4 + 3, document.get("tried").size(), "four settings in short, three in full");
    assertNotNull(ImageIO.read(folder.resolve("comparison.png").toFile()));
    String table = Files.readString(folder.resolve("comparison.md"));
    assertTrue(table.contains("| backprop-gauss-newton"), table);
    List<Path> rows = rows();
    assertEquals(2 + 7 + 1, rows.size());
    List<FileTime> times = new ArrayList<>();
    for (Path row : rows) {
      times.add(Files.getLastModifiedTime(row));
    }
    Ended second = compare(options);
    assertEquals(first.stdout(), second.stdout());
    for (int k = 0; k < rows.size(); k++) {
      assertEquals(times.get(k), Files.getLastModifiedTime(rows.get(k)), "no run is made twice");
    }
    assertFalse(second.stderr().contains("warning"), second.stderr());
    ObjectNode changed = JsonRecord.read(rows.get(0));
    ((ObjectNode) changed.get("arithmetic")).put("blasThreads", 99);
    JsonRecord.write(rows.get(0), changed);
    Ended third = compare(options);
    String warning = "warning: runs of this comparison differ in their arithmetic (BLAS threads: ";
    assertEquals(
        1,
        third.errorLines().stream().filter(line -> line.startsWith(warning)).count(),
        third.stderr());
    String row = Files.readString(rows.get(0));
    Files.writeString(rows.get(0), row.substring(0, row.length() / 2));
    Ended fourth = compare(options);
    assertEquals(1, fourth.exitCode());
    String sentence = fourth.errorLines().get(fourth.errorLines().size() - 1);
    assertTrue(sentence.startsWith("sdze: %s is damaged: ".formatted(rows.get(0))), sentence);
  }

  private List<Path> rows() throws IOException {
    try (var files = Files.walk(folder)) {
      return files.filter(file -> file.endsWith("row.json")).sorted().toList();
    }
  }

  @Test
  void anUnknownContenderIsAMistake() {
    Ended ended = compare("--only", "sdze,adam");
    assertEquals(2, ended.exitCode());
    assertEquals(
        List.of(
            "sdze: --only must be some of sdze, sdze-tuned, backprop-gauss-newton, backprop-adam, mezo,"
                + " low-rank, eggroll, was adam"),
        ended.errorLines());
    assertFalse(Files.exists(folder.resolve("runs")));
  }

  @Test
  void aProblemOfAUsersOwnIsCompared() throws IOException {
    Path classes = OwnProblem.classes(folder);
    Path compared = folder.resolve("compared");
    String[] compare =
        OwnProblem.command(
            classes,
            "compare --dim 3 --steps 5 --seeds 1 --only sdze --test-points 100",
            "--json",
            "--out",
            compared.toString());
    Ended first = Ended.run(compare);
    assertEquals(0, first.exitCode(), first.stderr());
    assertTrue(first.stdout().contains("sdze"), first.stdout());

    // As an interrupted comparison leaves it: the run begins anew, as those of others must.
    Path row;
    try (Stream<Path> files = Files.walk(compared)) {
      row = files.filter(file -> file.endsWith("row.json")).findFirst().orElseThrow();
    }
    Files.delete(row);
    Files.writeString(row.resolveSibling("checkpoint"), "half a run");
    Ended second = Ended.run(compare);
    assertEquals(0, second.exitCode(), second.stderr());
    assertTrue(Files.exists(row));
  }
}

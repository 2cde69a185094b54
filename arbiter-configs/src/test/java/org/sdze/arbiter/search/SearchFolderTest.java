package org.sdze.arbiter.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdze.arbiter.generator.SuccessiveHalving.Work;
import org.sdze.arbiter.report.Status;
import org.sdze.optimizer.checkpoint.CheckpointException;
import org.sdze.pinn.problem.Problems;
import org.sdze.testing.Damage;

/** The files of a search after something has gone wrong with the disk. */
class SearchFolderTest {

  private static final String CONFIG =
      """
      {
        "problem": {"kind": "equation", "name": "poisson-ridge", "dimension": 3},
        "space": {"width": {"kind": "integer", "from": 4, "to": 8}, "batch": 10},
        "score": {"kind": "relative-error", "points": 50},
        "generator": {"kind": "random"},
        "training": {"steps": 20}
      }
      """;

  private static final Turn TURN =
      new Turn(
          0,
          3,
          0,
          0,
          0,
          20,
          List.of(0.25, 0.5),
          Map.of("width", 6),
          Status.DONE,
          0.125,
          20,
          1.5,
          2,
          9,
          null,
          null);

  @TempDir Path folder;

  @Test
  void noDamageOfARecordGivesAnotherOne() throws IOException {
    try (SearchFolder search =
        SearchFolder.open(
            folder.resolve("search"), SearchConfig.parse("test", CONFIG, Problems.library()))) {
      search.write(TURN);
      Path candidate = search.candidate("00003");
      int refused =
          Damage.refusals(candidate, file -> search.turns(), Set.of(CheckpointException.class));
      assertTrue(refused > 180, "refused " + refused);
      Files.writeString(candidate, "{\"order\": 0}");
      String message = assertThrows(CheckpointException.class, search::turns).getMessage();
      assertTrue(message.startsWith(candidate + " is damaged: "), message);
      assertTrue(message.endsWith("; delete it to train the candidate again"), message);

      search.assign("00004", new Work(4, 0, 0, 0, 20, List.of(0.5, 0.5)));
      assertTrue(
          Damage.refusals(
                  search.running("00004").resolve("work.json"),
                  file -> search.assigned("00004"),
                  Set.of(CheckpointException.class))
              > 180);
      search.write("00004", Trained.done(0.5, 20, 1));
      assertTrue(
          Damage.refusals(
                  search.running("00004").resolve("trained.json"),
                  file -> String.valueOf(search.trained("00004")),
                  Set.of(CheckpointException.class))
              > 180);
    }
  }

  @Test
  void noDamageOfTheDescriptionGivesAnotherSearch() throws IOException {
    Path root = folder.resolve("search");
    SearchFolder.open(root, SearchConfig.parse("test", CONFIG, Problems.library())).close();
    int refused =
        Damage.refusals(
            root.resolve("search.json"),
            file -> SearchFolder.read(root, Problems.library()).json().toString(),
            Set.of(IllegalArgumentException.class));
    assertTrue(refused > 180, "refused " + refused);
    Files.writeString(root.resolve("search.json"), "");
    assertEquals(
        "the folder %s holds no search that can be resumed: %s is damaged: it is empty"
            .formatted(root, root.resolve("search.json")),
        assertThrows(
                IllegalArgumentException.class, () -> SearchFolder.read(root, Problems.library()))
            .getMessage());
  }

  /** Written by hand, it has no checksum: what a flipped digit says is what it says. */
  @Test
  void aDamagedFileOfSettingsIsReadOrRefusedWithASentence() throws IOException {
    Path file = Files.writeString(folder.resolve("test.json"), CONFIG);
    int refused =
        Damage.refusals(
            file,
            damaged -> SearchConfig.read(damaged, Problems.library()).problem().getClass(),
            Set.of(IllegalArgumentException.class));
    assertTrue(refused > 150, "refused " + refused);
  }

  @Test
  void aByteOrderMarkIsSkippedAndAnEmptyFileIsCalledSo() throws IOException {
    Path file = Files.writeString(folder.resolve("test.json"), "\uFEFF" + CONFIG);
    assertEquals(
        SearchConfig.parse("test", CONFIG, Problems.library()).json(),
        SearchConfig.read(file, Problems.library()).json());
    for (String empty : List.of("", " \n", "\uFEFF")) {
      Files.writeString(file, empty);
      assertEquals(
          file + ": it must be a JSON object, was empty",
          assertThrows(
                  IllegalArgumentException.class, () -> SearchConfig.read(file, Problems.library()))
              .getMessage());
    }
  }
}

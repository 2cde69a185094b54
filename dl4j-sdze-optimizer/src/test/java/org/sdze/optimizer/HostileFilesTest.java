package org.sdze.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdze.stranger.Stranger;
import org.sdze.testing.Damage;
import org.sdze.testing.JavaProcess;
import org.sdze.testing.UntouchedGlobals;

/** Files that were made to do harm. */
class HostileFilesTest {

  private static final int MEBIBYTE = 1 << 20;
  private static final int HEAP = 256; // MiB
  private static final int PATIENCE = 5_000; // milliseconds a file

  @TempDir Path folder;
  private Path hostile;
  private Map<String, byte[]> sound;
  private final Map<String, String> expected = new LinkedHashMap<>();

  /** Writes an entry. */
  @FunctionalInterface
  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  @Test
  void eachIsRefusedAtOnceWithOneSentence() throws IOException, InterruptedException {
    File model = folder.resolve("sound.zip").toFile();
    ModelSerializer.writeModel(
        UntouchedGlobals.puttingBack(() -> Sdze.attach(SavedTraining.FACTORED_MOMENTS.network())),
        model,
        true);
    sound = entries(model);
    hostile = Files.createDirectory(folder.resolve("hostile"));
    writeAll();
    Path results = folder.resolve("results");
    Path mark = folder.resolve("mark");
    JavaProcess.run(
        HEAP,
        HostileRestore.class,
        folder,
        hostile.toString(),
        model.toString(),
        results.toString(),
        mark.toString());
    assertFalse(Files.exists(mark), "the stranger's code ran");
    List<String> lines = Files.readAllLines(results);
    assertEquals(expected.size(), lines.size());
    for (String line : lines) {
      String[] cells = line.split("\t", -1);
      assertEquals("refused", cells[2], line);
      assertTrue(cells[3].contains(expected.get(cells[0])), line);
      assertTrue(cells[3].contains(cells[0]), "names no file: " + line);
      assertFalse(cells[3].contains("|"), line);
      Damage.assertIsSentence(cells[0], cells[3]);
      assertTrue(Integer.parseInt(cells[1]) < PATIENCE, line);
    }
  }

  private void writeAll() throws IOException {
    put("slip.zip", "names a place outside", Map.of("../../slip", out -> out.write(1)));
    put("absolute.zip", "names a place outside", Map.of("/etc/slip", out -> out.write(1)));
    put("drive.zip", "names a place outside", Map.of("C:\\slip", out -> out.write(1)));
    put("inside.zip", "names a place outside", Map.of("objects/../../slip", out -> out.write(1)));
    put("other.zip", "which no network has", Map.of("readme.txt", out -> out.write(1)));
    many();
    twice();
    bombs();
    classes();
    shapes();
    texts();
  }

  private void many() throws IOException {
    Map<String, Content> entries = new LinkedHashMap<>();
    for (int k = 0; k < 200_000; k++) {
      entries.put("objects/" + k, out -> {});
    }
    put("many.zip", "entries", entries);
  }

  private void twice() throws IOException {
    Path file = put("twice.zip", "twice", Map.of("coefficientz.bin", out -> out.write(1)));
    byte[] bytes = Files.readAllBytes(file);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    Files.writeString(
        file, text.replace("coefficientz", "coefficients"), StandardCharsets.ISO_8859_1);
  }

  private void bombs() throws IOException {
    put("blanks.zip", "configuration.json", Map.of("configuration.json", blanks(250)));
    put("blanks-below-the-heap.zip", "inflates", Map.of("configuration.json", blanks(30)));
    put(
        "zeros.zip",
        "inflates",
        Map.of(
            "configuration.json",
            edited("\"nin\" : 5", "\"nin\" : 7000000"),
            "coefficients.bin",
            row(56_000_000L + 8 + 54 + 21, 64 * MEBIBYTE)));
    ByteArrayOutputStream state = new ByteArrayOutputStream();
    try (OutputStream deflated = new DeflaterOutputStream(state)) {
      blanks(64).writeTo(deflated);
    }
    put("state-bomb.zip", "inflates", Map.of("configuration.json", state(state.toByteArray())));
  }

  private void classes() throws IOException {
    String stranger = Stranger.class.getName();
    ByteArrayOutputStream object = new ByteArrayOutputStream();
    new ObjectOutputStream(object).writeObject(new Stranger());
    put(
        "object.zip",
        "never read",
        Map.of("preprocessor.bin", out -> out.write(object.toByteArray())));
    String tanh = "\"@class\" : \"org.nd4j.linalg.activations.impl.ActivationTanH\"";
    for (String foreign : List.of(stranger, "javax.swing.JEditorPane", "none.such.Class")) {
      put(
          foreign + ".zip",
          "names the class " + foreign,
          Map.of("configuration.json", edited(tanh, "\"@class\" : \"%s\"".formatted(foreign))));
    }
    put(
        "in-a-list.zip",
        "names the class " + stranger,
        Map.of(
            "configuration.json",
            edited("{[^{}]*" + tanh + "[^{}]*}", "[\"%s\", {}]".formatted(stranger))));
    put(
        "generic.zip",
        "names the class",
        Map.of(
            "configuration.json",
            edited(
                tanh,
                "\"@class\" : \"org.nd4j.linalg.schedule.StepSchedule<javax.swing.JEditorPane>\"")));
    put(
        "no-name.zip",
        "names the class",
        Map.of("configuration.json", edited(tanh, "\"@class\" : [\"javax.swing.JEditorPane\"]")));
  }

  private void shapes() throws IOException {
    put(
        "wide.zip",
        "where the configuration has",
        Map.of("configuration.json", edited("\"nin\" : 5", "\"nin\" : 2147483647")));
    put(
        "wider.zip",
        "where the configuration has",
        Map.of("configuration.json", edited("\"nin\" : 5", "\"nin\" : 4611686018427387904")));
    put("long.zip", "holds", Map.of("coefficients.bin", row(Long.MAX_VALUE / 2, 64)));
    put("negative.zip", "damaged", Map.of("coefficients.bin", row(-4, 64)));
    put("rank.zip", "damaged", Map.of("coefficients.bin", rank(Integer.MAX_VALUE)));
    put("state.zip", "shape", Map.of("configuration.json", state(hugeState())));
  }

  private void texts() throws IOException {
    put(
        "deep.zip",
        "nested",
        Map.of(
            "configuration.json",
            out -> out.write("[".repeat(100_000).getBytes(StandardCharsets.UTF_8))));
    put(
        "deep-inside.zip",
        "nested",
        Map.of(
            "configuration.json",
            edited(
                "\"confs\" :",
                "\"deep\" : %s1%s, \"confs\" :"
                    .formatted("{\"a\":".repeat(5000), "}".repeat(5000)))));
    put(
        "digits.zip",
        "a number of 8000000 digits",
        Map.of("configuration.json", edited("\"nin\" : 5", "\"nin\" : " + "7".repeat(8_000_000))));
    put(
        "two-keys.zip",
        "damaged",
        Map.of("configuration.json", edited("\"nin\" : 5", "\"nin\" : 5, \"nin\" : 5")));
  }

  private Content blanks(int mebibytes) {
    byte[] blanks = new byte[MEBIBYTE];
    Arrays.fill(blanks, (byte) ' ');
    return out -> {
      for (int k = 0; k < mebibytes; k++) {
        out.write(blanks);
      }
    };
  }

  /** The configuration with something else in the place of a pattern. */
  private Content edited(String pattern, String replacement) {
    String text = new String(sound.get("configuration.json"), StandardCharsets.UTF_8);
    String after =
        text.replaceFirst(
            pattern.startsWith("{") ? pattern.replaceFirst("\\{", "\\\\{") : pattern, replacement);
    assertFalse(text.equals(after), "nothing was edited: " + pattern);
    return out -> out.write(after.getBytes(StandardCharsets.UTF_8));
  }

  private Content state(byte[] bytes) {
    String text = Base64.getEncoder().encodeToString(bytes);
    return edited("\"state\" : (null|\"[^\"]*\")", "\"state\" : \"%s\"".formatted(text));
  }

  private static byte[] hugeState() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
      out.writeInt(0x53445A45);
      out.writeInt(1);
      out.writeLong(3);
      out.writeInt(1);
      out.writeUTF("layer0");
      out.writeInt(1);
      out.writeBoolean(true);
      out.writeInt(Integer.MAX_VALUE);
      out.writeInt(1);
    }
    return bytes.toByteArray();
  }

  /** What claims to be a row of so many floats, with as many bytes as there are. */
  private static Content row(long length, int bytes) {
    return stream -> {
      DataOutputStream out = new DataOutputStream(stream);
      description(out, 8, 2, 1, length, length, 1, 0, 1, 'c');
      out.writeUTF("MIXED_DATA_TYPES");
      out.writeLong(length);
      out.writeUTF("FLOAT");
      byte[] zeros = new byte[Math.min(bytes, MEBIBYTE)];
      for (int left = bytes; left > 0; left -= zeros.length) {
        out.write(zeros);
      }
    };
  }

  private static Content rank(long rank) {
    return stream -> description(new DataOutputStream(stream), 2 * rank + 4, rank);
  }

  private static void description(DataOutputStream out, long length, long... numbers)
      throws IOException {
    out.writeUTF("MIXED_DATA_TYPES");
    out.writeLong(length);
    out.writeUTF("LONG");
    for (long number : numbers) {
      out.writeLong(number);
    }
  }

  private static Map<String, byte[]> entries(File zip) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipFile from = new ZipFile(zip)) {
      for (ZipEntry entry :
          (Iterable<ZipEntry>) () -> from.stream().map(e -> (ZipEntry) e).iterator()) {
        entries.put(entry.getName(), from.getInputStream(entry).readAllBytes());
      }
    }
    return entries;
  }

  /** The sound file with other entries, or some more. */
  private Path put(String name, String sentence, Map<String, Content> changed) throws IOException {
    expected.put(name, sentence);
    Map<String, Content> entries = new LinkedHashMap<>();
    sound.forEach((entry, bytes) -> entries.put(entry, out -> out.write(bytes)));
    entries.putAll(changed);
    Path file = hostile.resolve(name);
    try (ZipOutputStream zip =
        new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      for (Map.Entry<String, Content> each : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(each.getKey()));
        each.getValue().writeTo(zip);
        zip.closeEntry();
      }
    }
    return file;
  }
}

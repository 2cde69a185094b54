package org.sdze.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The shipped PTX is that of the shipped source. With {@code -Dsdze.nvrtc=…/libnvrtc.so.12} it is
 * compiled again and compared; with {@code -Dsdze.regenerate=true} beside it, written.
 */
class PtxTest {

  private static final Path FOLDER = Path.of("src/main/resources/org/sdze/cuda");
  private static final List<String> OPTIONS =
      List.of("--gpu-architecture=compute_80", "--std=c++17");

  @Test
  void theShippedPtxIsOfTheShippedSource() throws Exception {
    byte[] source = Files.readAllBytes(FOLDER.resolve("kernels.cu"));
    String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(source));
    String begin = "// of kernels.cu with SHA-256 " + hash + "\n";
    Path ptx = FOLDER.resolve("kernels.ptx");
    String nvrtc = System.getProperty("sdze.nvrtc");
    if (nvrtc != null) {
      String made = begin + compile(new String(source, StandardCharsets.US_ASCII), nvrtc);
      if (Boolean.getBoolean("sdze.regenerate")) {
        Files.writeString(ptx, made);
      }
      assertEquals(made, Files.readString(ptx));
    }
    String shipped = Files.readString(ptx);
    assertEquals(begin, shipped.substring(0, shipped.indexOf('\n') + 1), "kernels.ptx is stale");
    assertTrue(shipped.contains(".target sm_80"));
    long kernels =
        Pattern.compile("(?m)^KERNEL |^(FORWARD|UPDATE)\\(\\d\\)$")
            .matcher(new String(source, StandardCharsets.US_ASCII))
            .results()
            .count();
    assertEquals(
        kernels, Pattern.compile("\\.visible \\.entry").matcher(shipped).results().count());
  }

  private static String compile(String source, String library) {
    Native.register(Nvrtc.class, NativeLibrary.getInstance(library));
    Memory program = new Memory(Long.BYTES);
    check(Nvrtc.nvrtcCreateProgram(program, text(source), text("kernels.cu"), 0, null, null));
    Memory options = new Memory((long) OPTIONS.size() * Long.BYTES);
    Memory[] texts = OPTIONS.stream().map(PtxTest::text).toArray(Memory[]::new);
    for (int k = 0; k < texts.length; k++) {
      options.setPointer((long) k * Long.BYTES, texts[k]);
    }
    long handle = program.getLong(0);
    int code = Nvrtc.nvrtcCompileProgram(handle, texts.length, options);
    Memory size = new Memory(Long.BYTES);
    check(Nvrtc.nvrtcGetProgramLogSize(handle, size));
    Memory log = new Memory(Math.max(1, size.getLong(0)));
    check(Nvrtc.nvrtcGetProgramLog(handle, log));
    assertEquals("", log.getString(0).strip());
    check(code);
    check(Nvrtc.nvrtcGetPTXSize(handle, size));
    Memory ptx = new Memory(size.getLong(0));
    check(Nvrtc.nvrtcGetPTX(handle, ptx));
    return ptx.getString(0);
  }

  private static Memory text(String text) {
    Memory memory = new Memory(text.length() + 1L);
    memory.setString(0, text);
    return memory;
  }

  private static void check(int code) {
    assertEquals(0, code, "NVRTC's answer");
  }

  /** NVIDIA's compiler, a library of its own that needs no device. */
  static final class Nvrtc {
    static native int nvrtcCreateProgram(
        Pointer program, Pointer source, Pointer name, int headers, Pointer texts, Pointer names);

    static native int nvrtcCompileProgram(long program, int options, Pointer texts);

    static native int nvrtcGetProgramLogSize(long program, Pointer size);

    static native int nvrtcGetProgramLog(long program, Pointer log);

    static native int nvrtcGetPTXSize(long program, Pointer size);

    static native int nvrtcGetPTX(long program, Pointer ptx);
  }
}

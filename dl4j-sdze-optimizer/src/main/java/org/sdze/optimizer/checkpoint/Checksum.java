package org.sdze.optimizer.checkpoint;

import java.util.HexFormat;
import java.util.zip.CRC32;

/** CRC-32 of bytes: no single burst of 32 bits or fewer leaves it as it was. */
public final class Checksum {

  /** So that no reader takes it for a number. */
  private static final String KIND = "crc32:";

  private Checksum() {}

  /** As text. */
  public static String of(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return KIND + HexFormat.of().toHexDigits((int) crc.getValue());
  }
}

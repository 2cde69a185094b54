package org.sdze.optimizer.checkpoint;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.sdze.optimizer.text.Text;

/**
 * An entry of an {@link Archive}, as it is inflated. Never gives more bytes than the entry says;
 * {@link #finish} says whether they were the right ones.
 */
public final class ArchiveStream extends FilterInputStream {

  private final CRC32 crc = new CRC32();
  private final long length;
  private final long expected;
  private final String name;
  private long count;

  ArchiveStream(InputStream in, ZipEntry entry, String name) {
    super(in);
    this.length = entry.getSize();
    this.expected = entry.getCrc();
    this.name = name;
  }

  /** How many bytes were read. */
  public long count() {
    return count;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int wanted) throws IOException {
    int most = (int) Math.min(wanted, length - count);
    if (most == 0) {
      return wanted == 0 ? 0 : -1;
    }
    int got = inflated(bytes, offset, most);
    if (got < 0) {
      throw new CheckpointException(name + " is damaged: it ends too early");
    }
    crc.update(bytes, offset, got);
    count += got;
    return got;
  }

  private int inflated(byte[] bytes, int offset, int most) throws IOException {
    try {
      return in.read(bytes, offset, most);
    } catch (IOException e) {
      throw new CheckpointException(
          Text.format("%s is damaged: %s", name, CheckpointException.innermost(e)), e);
    }
  }

  /**
   * Checks that all was read, and that it was what was written.
   *
   * @throws CheckpointException if not
   */
  public void finish() throws IOException {
    if (count != length || inflated(new byte[1], 0, 1) >= 0) {
      throw new CheckpointException(name + " is damaged: it has another length than it says");
    }
    if (crc.getValue() != expected) {
      throw new CheckpointException(name + " is damaged: its checksum is wrong");
    }
  }

  @Override
  public long skip(long wanted) throws IOException {
    throw new IOException(name + " must be read whole");
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}

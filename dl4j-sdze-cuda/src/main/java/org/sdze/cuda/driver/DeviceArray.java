package org.sdze.cuda.driver;

import static org.sdze.cuda.driver.Natives.check;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/** 32-bit numbers in a device's memory. */
public final class DeviceArray implements AutoCloseable {

  // A step exchanges a few numbers, thousands of times a second. Their memory is kept: what JNA
  // takes it gives back only when Java's heap is full.
  private static final long MOST_KEPT = 1 << 12;

  private final long address;
  private final long count;
  private final long stream;
  private @Nullable Memory kept;

  DeviceArray(long address, long count, long stream) {
    this.address = address;
    this.count = count;
    this.stream = stream;
  }

  /** Where it lies. */
  public long address() {
    return address;
  }

  /** How many numbers. */
  public long count() {
    return count;
  }

  /**
   * Takes numbers of the host's.
   *
   * @param from the first of them here
   * @param numbers how many
   * @param source the native address of the host's
   */
  public void write(long from, long numbers, long source) {
    write(from, numbers, new Pointer(source));
  }

  private void write(long from, long numbers, Pointer source) {
    require(from, numbers);
    check(
        Natives.cuMemcpyHtoD_v2(address + from * Float.BYTES, source, numbers * Float.BYTES),
        "copying to a device");
  }

  /** Gives numbers to the host, once all that was asked of the device before is done. */
  public void read(long from, long numbers, long target) {
    read(from, numbers, new Pointer(target));
  }

  private void read(long from, long numbers, Pointer target) {
    require(from, numbers);
    check(
        Natives.cuMemcpyDtoH_v2(target, address + from * Float.BYTES, numbers * Float.BYTES),
        "copying from a device");
  }

  /** Takes these, from its beginning on. */
  public void write(float... numbers) {
    if (numbers.length > 0) {
      Memory memory = memory(numbers.length);
      memory.write(0, numbers, 0, numbers.length);
      write(0, numbers.length, memory);
    }
  }

  /** Takes these, from its beginning on. */
  public void write(int[] numbers) {
    Memory memory = memory(numbers.length);
    memory.write(0, numbers, 0, numbers.length);
    write(0, numbers.length, memory);
  }

  /**
   * A part of it, which is freed with it.
   *
   * @param from the first number
   * @param numbers how many
   */
  public DeviceArray part(long from, long numbers) {
    require(from, numbers);
    return new DeviceArray(address + from * Float.BYTES, numbers, stream);
  }

  /** All of them. */
  public float[] floats() {
    return all().getFloatArray(0, Math.toIntExact(count));
  }

  /** All of them, as integers. */
  public int[] ints() {
    return all().getIntArray(0, Math.toIntExact(count));
  }

  private Memory all() {
    Memory memory = memory(count);
    read(0, count, memory);
    return memory;
  }

  /** For so many numbers, on the host. */
  private Memory memory(long numbers) {
    if (kept != null && numbers * Float.BYTES <= kept.size()) {
      return kept;
    }
    Memory memory = new Memory(Math.max(1, numbers) * Float.BYTES);
    if (numbers <= MOST_KEPT) {
      kept = memory;
    }
    return memory;
  }

  /** Makes all of them zero. */
  public void clear() {
    check(Natives.cuMemsetD32Async(address, 0, count, stream), "clearing an array");
  }

  private void require(long from, long numbers) {
    if (from < 0 || numbers < 0 || from + numbers > count) {
      throw new IndexOutOfBoundsException(
          "numbers " + from + " to " + (from + numbers) + " of an array of " + count);
    }
  }

  @Override
  public void close() {
    Natives.cuMemFree_v2(address);
  }
}

package org.sdze.cuda.driver;

import static org.sdze.cuda.driver.Natives.check;

import com.sun.jna.Memory;
import java.nio.charset.StandardCharsets;
import org.sdze.optimizer.text.Text;

/**
 * The first GPU of this machine, with its driver, the only library that is needed. It belongs to
 * the thread that opened it.
 */
public final class CudaDevice implements AutoCloseable {

  /** The CUDA that the shipped PTX is written for: 12.4, which drivers know from 550 on. */
  private static final int LEAST_DRIVER = 12_040;

  /** Compute capability 8.0, the first whose tensor cores multiply TF32. */
  private static final int LEAST_CAPABILITY = 80;

  private static final int NO_DEVICE = 100;
  private static final int OUT_OF_MEMORY = 2;
  private static final int CAPABILITY_MAJOR = 75;
  private static final int CAPABILITY_MINOR = 76;
  private static final int PROCESSORS = 16;
  private static final int NAME_BYTES = 256;
  private static final double GIBIBYTE = 1L << 30;

  private final Memory out = new Memory(2 * Long.BYTES);
  private final int device;
  private final String name;
  private final int driver;
  private final int capability;
  private final int processors;
  private final long context;
  private final long stream;

  private CudaDevice(int driver) {
    this.driver = driver;
    check(Natives.cuDeviceGetCount(out), "counting devices");
    if (out.getInt(0) == 0) {
      throw noDevice();
    }
    check(Natives.cuDeviceGet(out, 0), "finding a device");
    device = out.getInt(0);
    Memory text = new Memory(NAME_BYTES);
    check(Natives.cuDeviceGetName(text, NAME_BYTES, device), "naming a device");
    name = text.getString(0);
    capability = 10 * attribute(CAPABILITY_MAJOR) + attribute(CAPABILITY_MINOR);
    processors = attribute(PROCESSORS);
    if (capability < LEAST_CAPABILITY) {
      throw new CudaException(
          Text.format(
              "the device %s has compute capability %s, but %s is the least: of NVIDIA's GPUs, those since Ampere",
              name, dotted(capability), dotted(LEAST_CAPABILITY)));
    }
    check(Natives.cuDevicePrimaryCtxRetain(out, device), "opening " + name);
    context = out.getLong(0);
    use();
    check(Natives.cuStreamCreate(out, 0), "opening " + name);
    stream = out.getLong(0);
  }

  /**
   * Opens it.
   *
   * @throws CudaException if there is no driver, an old one, no device, or an old one
   */
  public static CudaDevice open() {
    try {
      Natives.bind();
    } catch (UnsatisfiedLinkError e) {
      String why = String.valueOf(e.getMessage());
      throw new CudaException(
          why.contains("looking up function")
              ? "the CUDA driver is too old: it lacks a function that drivers have since version 550 ("
                  + why
                  + ")"
              : "no CUDA driver was found: the library libcuda.so.1 of NVIDIA's driver is not on this machine");
    }
    int begun = Natives.cuInit(0);
    Memory version = new Memory(Integer.BYTES);
    check(Natives.cuDriverGetVersion(version), "asking the driver for its version");
    int driver = version.getInt(0);
    if (driver < LEAST_DRIVER) {
      throw new CudaException(
          Text.format(
              "the CUDA driver is too old: it knows CUDA %s, but %s is needed, which drivers have since version 550",
              release(driver), release(LEAST_DRIVER)));
    }
    if (begun == NO_DEVICE) {
      throw noDevice();
    }
    check(begun, "starting the CUDA driver");
    return new CudaDevice(driver);
  }

  private static CudaException noDevice() {
    return new CudaException("the CUDA driver is installed, but it finds no device");
  }

  private static String release(int version) {
    return version / 1000 + "." + version % 1000 / 10;
  }

  private static String dotted(int capability) {
    return capability / 10 + "." + capability % 10;
  }

  private int attribute(int which) {
    check(Natives.cuDeviceGetAttribute(out, which, device), "asking a device for what it is");
    return out.getInt(0);
  }

  /** Lets the thread that calls be the one that it belongs to. */
  public void use() {
    check(Natives.cuCtxSetCurrent(context), "using " + name);
  }

  /** What it is, in half a sentence. */
  public String inWords() {
    return Text.format(
        "%s, compute capability %s, %.1f GiB, driver for CUDA %s",
        name, dotted(capability), totalBytes() / GIBIBYTE, release(driver));
  }

  /** Its compute capability, times ten. */
  public int capability() {
    return capability;
  }

  /** The number of its multiprocessors, at least 1. */
  public int processors() {
    return Math.max(1, processors);
  }

  /** The bytes of its memory. */
  public long totalBytes() {
    check(Natives.cuMemGetInfo_v2(out, out.share(Long.BYTES)), "asking a device for its memory");
    return out.getLong(Long.BYTES);
  }

  /** The bytes of its memory that nobody has. */
  public long freeBytes() {
    check(Natives.cuMemGetInfo_v2(out, out.share(Long.BYTES)), "asking a device for its memory");
    return out.getLong(0);
  }

  /**
   * Checks that there is memory for something.
   *
   * @param what it is, as the beginning of a sentence
   * @throws CudaException if there is not
   */
  public void require(String what, long bytes) {
    long free = freeBytes();
    if (bytes > free) {
      throw new CudaException(
          Text.format(
              "%s needs %.2f GiB of the device's memory, but of %.2f GiB of %s only %.2f are free",
              what, bytes / GIBIBYTE, totalBytes() / GIBIBYTE, name, free / GIBIBYTE));
    }
  }

  /**
   * Memory for 32-bit numbers, which may hold anything.
   *
   * @param count at least 0
   * @throws CudaException if there is not enough
   */
  public DeviceArray array(long count) {
    long bytes = Math.max(1, count) * Float.BYTES;
    int code = Natives.cuMemAlloc_v2(out, bytes);
    if (code == OUT_OF_MEMORY) {
      require("an array", bytes);
    }
    check(code, Text.format("taking %d bytes of a device's memory", bytes));
    return new DeviceArray(out.getLong(0), count, stream);
  }

  /**
   * The kernels of a PTX text, translated for this device; the driver keeps the translation.
   *
   * @param ptx the text
   */
  public Kernels load(String ptx) {
    byte[] bytes = ptx.getBytes(StandardCharsets.US_ASCII);
    Memory image = new Memory(bytes.length + 1L);
    image.write(0, bytes, 0, bytes.length);
    image.setByte(bytes.length, (byte) 0);
    check(Natives.cuModuleLoadData(out, image), "translating kernels for " + name);
    return new Kernels(out.getLong(0), stream);
  }

  /** Waits until everything that was asked of it is done. */
  public void await() {
    check(Natives.cuStreamSynchronize(stream), "waiting for " + name);
  }

  @Override
  public void close() {
    Natives.cuStreamDestroy_v2(stream);
    Natives.cuDevicePrimaryCtxRelease_v2(device);
  }
}

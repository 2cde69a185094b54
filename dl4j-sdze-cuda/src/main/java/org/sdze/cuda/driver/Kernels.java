package org.sdze.cuda.driver;

import static org.sdze.cuda.driver.Natives.check;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;

/** Kernels that a device has loaded, and what is run of them. */
public final class Kernels implements AutoCloseable {

  private static final int DYNAMIC_SHARED_BYTES = 8;
  private static final int SHARED_BYTES_OF_ALL = 48 << 10;

  private final long module;
  private final long stream;
  private final Memory out = new Memory(Long.BYTES);

  Kernels(long module, long stream) {
    this.module = module;
    this.stream = stream;
  }

  /**
   * A launch of a kernel, whose arguments are laid out once.
   *
   * @param name of the kernel
   * @param grid blocks in x, y and z
   * @param threads of a block
   * @param shared bytes of dynamic shared memory
   * @param arguments ints, floats, longs and {@link DeviceArray}s, in the kernel's order
   */
  public Runnable launch(String name, Grid grid, int threads, int shared, Object... arguments) {
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    Memory words = new Memory(text.length + 1L);
    words.write(0, text, 0, text.length);
    words.setByte(text.length, (byte) 0);
    check(Natives.cuModuleGetFunction(out, module, words), "finding the kernel " + name);
    long function = out.getLong(0);
    if (shared > SHARED_BYTES_OF_ALL) {
      check(
          Natives.cuFuncSetAttribute(function, DYNAMIC_SHARED_BYTES, shared),
          "giving the kernel " + name + " its memory");
    }
    long slots = Math.max(1, arguments.length);
    Memory block = new Memory(2 * slots * Long.BYTES);
    for (int i = 0; i < arguments.length; i++) {
      long at = (long) i * Long.BYTES;
      put(block, at, arguments[i]);
      block.setPointer((slots + i) * Long.BYTES, block.share(at));
    }
    Pointer pointers = block.share(slots * Long.BYTES); // keeps the block
    return () ->
        check(
            Natives.cuLaunchKernel(
                function,
                grid.x(),
                grid.y(),
                grid.z(),
                threads,
                1,
                1,
                shared,
                stream,
                Pointer.nativeValue(pointers),
                0),
            "starting the kernel " + name);
  }

  private static void put(Memory block, long at, Object argument) {
    block.setLong(at, 0);
    if (argument instanceof Integer number) {
      block.setInt(at, number);
    } else if (argument instanceof Float number) {
      block.setFloat(at, number);
    } else if (argument instanceof Long number) {
      block.setLong(at, number);
    } else if (argument instanceof DeviceArray array) {
      block.setLong(at, array.address());
    } else {
      throw new IllegalArgumentException("a kernel takes no " + argument.getClass().getName());
    }
  }

  /**
   * Blocks of a launch.
   *
   * @param x at least 1, as the others
   */
  public record Grid(int x, int y, int z) {
    /** Blocks in a row. */
    public static Grid of(int x) {
      return new Grid(x, 1, 1);
    }
  }

  /** Launches, recorded once and then started together: the cost of one call instead of many. */
  public Recording record(Runnable launches) {
    check(Natives.cuStreamBeginCapture_v2(stream, 0), "recording kernels");
    launches.run();
    check(Natives.cuStreamEndCapture(stream, out), "recording kernels");
    long graph = out.getLong(0);
    check(Natives.cuGraphInstantiateWithFlags(out, graph, 0), "recording kernels");
    return new Recording(graph, out.getLong(0), stream);
  }

  /** What was recorded. */
  public static final class Recording implements Runnable, AutoCloseable {
    private final long graph;
    private final long executable;
    private final long stream;

    private Recording(long graph, long executable, long stream) {
      this.graph = graph;
      this.executable = executable;
      this.stream = stream;
    }

    @Override
    public void run() {
      check(Natives.cuGraphLaunch(executable, stream), "starting recorded kernels");
    }

    @Override
    public void close() {
      Natives.cuGraphExecDestroy(executable);
      Natives.cuGraphDestroy(graph);
    }
  }

  @Override
  public void close() {
    Natives.cuModuleUnload(module);
  }
}

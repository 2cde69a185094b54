package org.sdze.cuda.driver;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.sdze.optimizer.text.Text;

/**
 * The functions of the CUDA driver that are called, bound to whatever version of its library the
 * machine has. Handles and addresses are longs; results are written where a pointer says.
 */
final class Natives {

  /** Names another library than the machine's, for tests. */
  private static final String LIBRARY = "sdze.cuda.library";

  private static final AtomicBoolean BOUND = new AtomicBoolean();

  private Natives() {}

  static native int cuInit(int flags);

  static native int cuDriverGetVersion(Pointer version);

  static native int cuDeviceGetCount(Pointer count);

  static native int cuDeviceGet(Pointer device, int ordinal);

  static native int cuDeviceGetName(Pointer name, int length, int device);

  static native int cuDeviceGetAttribute(Pointer value, int attribute, int device);

  static native int cuDevicePrimaryCtxRetain(Pointer context, int device);

  static native int cuDevicePrimaryCtxRelease_v2(int device);

  static native int cuCtxSetCurrent(long context);

  static native int cuMemGetInfo_v2(Pointer free, Pointer total);

  static native int cuMemAlloc_v2(Pointer address, long bytes);

  static native int cuMemFree_v2(long address);

  static native int cuMemcpyHtoD_v2(long to, Pointer from, long bytes);

  static native int cuMemcpyDtoH_v2(Pointer to, long from, long bytes);

  static native int cuMemsetD32Async(long to, int value, long words, long stream);

  static native int cuModuleLoadData(Pointer module, Pointer image);

  static native int cuModuleUnload(long module);

  static native int cuModuleGetFunction(Pointer function, long module, Pointer name);

  static native int cuFuncSetAttribute(long function, int attribute, int value);

  static native int cuLaunchKernel(
      long function,
      int gridX,
      int gridY,
      int gridZ,
      int blockX,
      int blockY,
      int blockZ,
      int shared,
      long stream,
      long parameters,
      long extra);

  static native int cuStreamCreate(Pointer stream, int flags);

  static native int cuStreamDestroy_v2(long stream);

  static native int cuStreamSynchronize(long stream);

  static native int cuStreamBeginCapture_v2(long stream, int mode);

  static native int cuStreamEndCapture(long stream, Pointer graph);

  static native int cuGraphInstantiateWithFlags(Pointer executable, long graph, long flags);

  static native int cuGraphLaunch(long executable, long stream);

  static native int cuGraphDestroy(long graph);

  static native int cuGraphExecDestroy(long executable);

  static native int cuGetErrorString(int code, Pointer text);

  /**
   * Binds them; once bound, nothing happens.
   *
   * @throws UnsatisfiedLinkError if there is no library, or it lacks one of them
   */
  static synchronized void bind() {
    if (!BOUND.get()) {
      String named = System.getProperty(LIBRARY);
      String usual = Platform.isWindows() ? "nvcuda" : "libcuda.so.1";
      Native.register(Natives.class, NativeLibrary.getInstance(named == null ? usual : named));
      BOUND.set(true);
    }
  }

  /**
   * Checks what a call has answered.
   *
   * @param doing what was asked for, in a few words
   * @throws CudaException if it is an error
   */
  static void check(int code, String doing) {
    if (code == 0) {
      return;
    }
    Memory text = new Memory(Long.BYTES);
    Pointer said = cuGetErrorString(code, text) == 0 ? text.getPointer(0) : null;
    throw new CudaException(
        Text.format(
            "the CUDA driver failed at %s: %s (error %d)",
            doing, said == null ? "unknown" : said.getString(0), code));
  }
}

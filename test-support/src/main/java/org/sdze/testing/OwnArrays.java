package org.sdze.testing;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.factory.DataBufferFactory;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Counts the arrays that the calling thread makes with memory of their own, outside of ND4J's
 * workspaces: each is taken from the C library and waits for Java's collector. Single numbers do
 * not count: ND4J makes one for every operation with a number of Java's, in no workspace
 * (1.0.0-M2.1).
 */
public final class OwnArrays {

  /** Arrays made, and the numbers in the largest of them. */
  public record Made(long arrays, long largest) {}

  private final DataBufferFactory factory = Nd4j.getDataBufferFactory();
  private final Thread thread = Thread.currentThread();
  private long arrays;
  private long largest;

  private OwnArrays() {}

  /** What some work makes. */
  public static Made during(Runnable work) {
    OwnArrays counted = new OwnArrays();
    set(
        (DataBufferFactory)
            Proxy.newProxyInstance(
                OwnArrays.class.getClassLoader(),
                new Class<?>[] {DataBufferFactory.class},
                (proxy, method, arguments) -> counted.call(method, arguments)));
    try {
      work.run();
    } finally {
      set(counted.factory);
    }
    return new Made(counted.arrays, counted.largest);
  }

  private Object call(Method method, Object[] arguments) throws Throwable {
    Object made;
    try {
      made = method.invoke(factory, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    boolean isOwn =
        made instanceof DataBuffer
            && arguments != null
            && !(arguments[0] instanceof DataBuffer) // a view
            && !(arguments[arguments.length - 1] instanceof MemoryWorkspace);
    if (isOwn && ((DataBuffer) made).length() > 1 && Thread.currentThread() == thread) {
      arrays++;
      largest = Math.max(largest, ((DataBuffer) made).length());
    }
    return made;
  }

  /** ND4J has no setter for it (Nd4j, 1.0.0-M2.1). */
  private static void set(DataBufferFactory factory) {
    try {
      Field field = Nd4j.class.getDeclaredField("DATA_BUFFER_FACTORY_INSTANCE");
      field.setAccessible(true);
      field.set(null, factory);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}

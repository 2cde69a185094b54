package org.sdze.pinn.problem;

import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.text.Text;

/** Makes the factories of problems that a user's classes are: the only place with reflection. */
final class ProblemClasses {

  private final ClassLoader loader;

  /**
   * The classes of a class path, and those of this program.
   *
   * @throws IllegalArgumentException if a part of it cannot be read
   */
  ProblemClasses(List<Path> classpath) {
    URL[] places = new URL[classpath.size()];
    for (int k = 0; k < places.length; k++) {
      Path place = classpath.get(k);
      if (!Files.isReadable(place)) {
        throw Argument.refused(
            "the class path must hold jars and folders, but %s cannot be read", place);
      }
      try {
        places[k] = place.toUri().toURL();
      } catch (MalformedURLException e) {
        throw new IllegalArgumentException(place + " has no place in a class path", e);
      }
    }
    // Not closed: problems load classes as long as they live.
    loader = new URLClassLoader(places, ProblemClasses.class.getClassLoader());
  }

  /** Those that are services. */
  List<ProblemFactory> services() {
    List<ProblemFactory> services = new ArrayList<>();
    try {
      ServiceLoader.load(ProblemFactory.class, loader).forEach(services::add);
    } catch (ServiceConfigurationError e) {
      throw new IllegalArgumentException(
          "a problem of the class path cannot be made: " + e.getMessage(), e);
    }
    return services;
  }

  /** The one of a class. */
  ProblemFactory made(String name) {
    try {
      Class<?> type = Class.forName(name, false, loader);
      if (!ProblemFactory.class.isAssignableFrom(type)) {
        throw Argument.refused(
            "the class of a problem must be a %s, but %s is none",
            ProblemFactory.class.getName(), name);
      }
      return (ProblemFactory) type.getConstructor().newInstance();
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(
          Text.format("the class %s is not on the class path", name), e);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(
          Text.format("the constructor of %s failed: %s", name, e.getCause()), e);
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new IllegalArgumentException(
          Text.format(
              "the class %s must be public and have a public constructor without arguments: %s",
              name, e),
          e);
    }
  }
}

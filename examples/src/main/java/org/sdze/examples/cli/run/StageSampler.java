package org.sdze.examples.cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/** How often each stage is met by the samples of Java's flight recorder, of one thread. */
public final class StageSampler implements AutoCloseable {

  private static final String MEASURING = "org.sdze.pinn.score.";

  private final Recording recording = new Recording();
  private final String thread = Thread.currentThread().getName();

  /** Begins; this thread is the one that is sampled. */
  public StageSampler() {
    Duration period = Duration.ofMillis(10);
    recording.enable("jdk.ExecutionSample").withPeriod(period);
    recording.enable("jdk.NativeMethodSample").withPeriod(period);
    recording.start();
  }

  /** Ends, and gives each stage's share of the samples; empty if there was none. */
  public Map<Stage, Double> shares() throws IOException {
    recording.stop();
    Path file = Files.createTempFile("sdze-stages", ".jfr");
    try {
      recording.dump(file);
      Map<Stage, Double> shares = new EnumMap<>(Stage.class);
      for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
        if (thread.equals(event.getThread("sampledThread").getJavaName())) {
          shares.merge(stage(event.getStackTrace()), 1.0, Double::sum);
        }
      }
      double all = shares.values().stream().mapToDouble(Double::doubleValue).sum();
      shares.replaceAll((stage, count) -> count / all);
      return shares;
    } finally {
      Files.delete(file);
    }
  }

  private static Stage stage(RecordedStackTrace stack) {
    if (stack.getFrames().stream().anyMatch(StageSampler::isMeasuring)) {
      return Stage.MEASURING;
    }
    for (RecordedFrame frame : stack.getFrames()) {
      String type = frame.getMethod().getType().getName();
      if (Stage.knows(type)) {
        return Stage.of(type);
      }
    }
    return Stage.REST;
  }

  private static boolean isMeasuring(RecordedFrame frame) {
    return frame.getMethod().getType().getName().startsWith(MEASURING);
  }

  @Override
  public void close() {
    recording.close();
  }
}

package org.sdze.arbiter.task;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.arbiter.score.PinnModel.Measurement;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.forward.SpanFactor;
import org.sdze.optimizer.train.EngineState;
import org.sdze.optimizer.train.TrainingLoop.Status;

/**
 * Where a {@link PinnTraining} stands, as a file: numbers to their last bit, nothing that keys make
 * again.
 *
 * @param status steps, seconds, progress
 * @param peakMebibytes the largest memory so far
 * @param history what was measured
 * @param parameters of the network
 * @param engine what the engine remembers
 * @param span what the directions carry along; null if they compute it afresh
 */
record PinnCheckpoint(
    Status status,
    double peakMebibytes,
    List<Measurement> history,
    List<INDArray> parameters,
    EngineState engine,
    SpanFactor.@Nullable Carried span) {

  private static final int MAGIC = 0x53504E4E; // "SPNN"
  private static final int VERSION = 1;

  /** Writes beside the file, then puts it in its place. */
  void write(Path file, String identity) throws IOException {
    Path beside = file.resolveSibling(file.getFileName() + ".part");
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(beside)))) {
      out.writeInt(MAGIC);
      out.writeInt(VERSION);
      out.writeUTF(identity);
      out.writeLong(status.steps());
      out.writeDouble(status.seconds());
      out.writeDouble(status.progress());
      out.writeDouble(peakMebibytes);
      out.writeInt(history.size());
      for (Measurement measurement : history) {
        out.writeLong(measurement.steps());
        out.writeDouble(measurement.seconds());
        out.writeDouble(measurement.value());
      }
      write(out, parameters);
      write(out, engine);
      write(out, span == null ? List.of() : List.of(span.gram()));
      out.writeInt(span == null ? 0 : span.updates());
    }
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Reads a file.
   *
   * @param identity of the training that is to go on from it
   * @throws IllegalArgumentException if it is of another training, or damaged
   */
  static PinnCheckpoint read(Path file, String identity) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      if (in.readInt() != MAGIC || in.readInt() != VERSION) {
        throw new IllegalArgumentException(
            "the file %s is no training saved by this version".formatted(file));
      }
      String saved = in.readUTF();
      if (!saved.equals(identity)) {
        throw new IllegalArgumentException(
            "the file %s holds the training %s, and cannot be gone on from by %s"
                .formatted(file, saved, identity));
      }
      Status status = new Status(in.readLong(), in.readDouble(), in.readDouble());
      double peak = in.readDouble();
      List<Measurement> history = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        history.add(new Measurement(in.readLong(), in.readDouble(), in.readDouble()));
      }
      List<INDArray> parameters = readArrays(in);
      EngineState engine = readEngine(in);
      List<INDArray> gram = readArrays(in);
      int updates = in.readInt();
      return new PinnCheckpoint(
          status,
          peak,
          history,
          parameters,
          engine,
          gram.isEmpty() ? null : new SpanFactor.Carried(gram.get(0), updates));
    } catch (EOFException e) {
      throw new IllegalArgumentException("the file %s ends too early".formatted(file), e);
    }
  }

  private static void write(DataOutputStream out, EngineState engine) throws IOException {
    out.writeInt(engine.recentLosses().size());
    for (double loss : engine.recentLosses()) {
      out.writeDouble(loss);
    }
    write(out, engine.goodParameters());
    out.writeDouble(engine.goodLoss());
    out.writeInt(engine.rejected());
    out.writeInt(engine.acceptedSince());
    out.writeDouble(engine.dampingFactor());
    write(out, engine.velocity());
    out.writeInt(engine.moments().size());
    for (List<INDArray> arrays : engine.moments()) {
      write(out, arrays);
    }
    out.writeLong(engine.momentsEpoch());
    out.writeLong(engine.momentsSince());
  }

  private static EngineState readEngine(DataInputStream in) throws IOException {
    List<Double> recentLosses = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      recentLosses.add(in.readDouble());
    }
    List<INDArray> goodParameters = readArrays(in);
    double goodLoss = in.readDouble();
    int rejected = in.readInt();
    int acceptedSince = in.readInt();
    double dampingFactor = in.readDouble();
    List<INDArray> velocity = readArrays(in);
    List<List<INDArray>> moments = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      moments.add(readArrays(in));
    }
    return new EngineState(
        recentLosses,
        goodParameters,
        goodLoss,
        rejected,
        acceptedSince,
        dampingFactor,
        velocity,
        moments,
        in.readLong(),
        in.readLong());
  }

  private static void write(DataOutputStream out, List<INDArray> arrays) throws IOException {
    out.writeInt(arrays.size());
    for (INDArray array : arrays) {
      boolean isDouble = array.dataType() == DataType.DOUBLE;
      out.writeBoolean(isDouble);
      out.writeInt(array.rows());
      out.writeInt(array.columns());
      for (double number : HostArrays.copy(array)) {
        if (isDouble) {
          out.writeDouble(number);
        } else {
          out.writeFloat((float) number);
        }
      }
    }
  }

  private static List<INDArray> readArrays(DataInputStream in) throws IOException {
    List<INDArray> arrays = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      boolean isDouble = in.readBoolean();
      long rows = in.readInt();
      long columns = in.readInt();
      double[] numbers = new double[Math.toIntExact(rows * columns)];
      for (int k = 0; k < numbers.length; k++) {
        numbers[k] = isDouble ? in.readDouble() : in.readFloat();
      }
      INDArray array = Nd4j.create(numbers, new long[] {rows, columns}, 'f');
      arrays.add(isDouble ? array : array.castTo(DataType.FLOAT));
    }
    return arrays;
  }
}

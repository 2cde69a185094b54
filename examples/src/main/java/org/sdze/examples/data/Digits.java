package org.sdze.examples.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Handwritten digits of 8×8 pixels (UCI, CC BY 4.0), in three fixed parts: to train on, to choose
 * settings on, and to report on.
 *
 * @param training 1,200 images
 * @param validation 297 images
 * @param test 300 images
 */
public record Digits(DataSet training, DataSet validation, DataSet test) {

  private static final String RESOURCE = "digits.csv.gz";
  private static final int SIDE = 8;
  private static final int PIXELS = SIDE * SIDE;
  private static final int CLASSES = 10;
  private static final int TRAINING = 1_200;
  private static final int TEST = 300;
  private static final double WHITE = 16;
  private static final long SHUFFLE = 20_240_317;

  /** Reads the resource; the parts are the same every time. */
  public static Digits load() {
    List<int[]> rows = read();
    Collections.shuffle(rows, new Random(SHUFFLE));
    int count = rows.size();
    return new Digits(
        part(rows.subList(0, TRAINING)),
        part(rows.subList(TRAINING, count - TEST)),
        part(rows.subList(count - TEST, count)));
  }

  private static List<int[]> read() {
    List<int[]> rows = new ArrayList<>();
    try (InputStream resource = Digits.class.getResourceAsStream(RESOURCE);
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(resource), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (Character.isDigit(line.charAt(0))) { // the first line may name the columns
          String[] cells = line.split(",", -1);
          int[] row = new int[cells.length];
          for (int k = 0; k < cells.length; k++) {
            row[k] = Integer.parseInt(cells[k].strip());
          }
          rows.add(row);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("resource " + RESOURCE + " cannot be read", e);
    }
    return rows;
  }

  private static DataSet part(List<int[]> rows) {
    float[][] features = new float[rows.size()][PIXELS];
    float[][] labels = new float[rows.size()][CLASSES];
    for (int i = 0; i < rows.size(); i++) {
      int[] row = rows.get(i);
      for (int k = 0; k < PIXELS; k++) {
        features[i][k] = (float) (row[k] / WHITE - 0.5);
      }
      labels[i][row[PIXELS]] = 1;
    }
    return new DataSet(Nd4j.create(features), Nd4j.create(labels));
  }

  /**
   * An epoch of a data set in an order of its own.
   *
   * @param batch images a step
   * @param order which order
   */
  public static DataSetIterator epoch(DataSet data, int batch, long order) {
    List<DataSet> images = new ArrayList<>(data.asList());
    Collections.shuffle(images, new Random(order));
    return new ListDataSetIterator<>(images, batch);
  }
}

package org.sdze.examples.data;

import java.util.Properties;
import org.deeplearning4j.arbiter.optimize.api.data.DataSource;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** The digits as a search of Arbiter wants them: to train on, and to choose on. */
public final class DigitSource implements DataSource {

  private static final long serialVersionUID = 1L;
  private static final int BATCH = 32;

  /** For Arbiter. */
  public DigitSource() {}

  @Override
  public void configure(Properties properties) {}

  @Override
  public Object trainData() {
    return Digits.epoch(Digits.load().training(), BATCH, 0);
  }

  @Override
  public Object testData() {
    return Digits.epoch(Digits.load().validation(), BATCH, 0);
  }

  @Override
  public Class<?> getDataType() {
    return DataSetIterator.class;
  }
}

package org.sdze.pinn.solve;

import org.nd4j.linalg.api.buffer.DataType;

/** The numbers that a run computes with. */
public enum Precision {
  /** 32 bits. */
  FLOAT(DataType.FLOAT, 4),
  /** 64 bits. */
  DOUBLE(DataType.DOUBLE, 8);

  private final DataType dataType;
  private final int bytes;

  Precision(DataType dataType, int bytes) {
    this.dataType = dataType;
    this.bytes = bytes;
  }

  /** ND4J's name for them. */
  public DataType dataType() {
    return dataType;
  }

  /** The size of one. */
  public int bytes() {
    return bytes;
  }
}

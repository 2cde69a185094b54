package org.sdze.optimizer.dl4j;

/** A vertex without a layer that is linear in what enters it. */
enum Junction {
  /** Its inputs are added: {@code ElementWiseVertex} with the operation {@code Add}. */
  SUM,
  /** Its inputs stand side by side: {@code MergeVertex}. */
  CONCATENATION
}

package org.sdze.optimizer.memory;

import java.util.function.Supplier;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.MemoryWorkspaceManager;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.ResetPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One block of memory a thread for the arrays that a step makes and drops, an ND4J workspace: the
 * next step writes over it.
 *
 * <p>Elsewhere such arrays lie on the C library's heap until Java's collector finds their handles.
 * They are then freed many steps at a time, and glibc keeps what small live arrays split up: the
 * resident memory grows (docs/decisions). An array that is used after its block was written over is
 * refused by ND4J's operations.
 */
// A scope is closed, not read.
@SuppressWarnings("try")
public final class ScratchMemory {

  // Sized by the first use, and again by whatever asks for more.
  private static final WorkspaceConfiguration GROWING =
      WorkspaceConfiguration.builder()
          .policyAllocation(AllocationPolicy.STRICT)
          .policyLearning(LearningPolicy.FIRST_LOOP)
          .policySpill(SpillPolicy.REALLOCATE)
          .policyReset(ResetPolicy.BLOCK_LEFT)
          .build();

  private static final String STEP = "SDZE_STEP";
  private static final String PART = "SDZE_PART";

  private ScratchMemory() {}

  /**
   * Does work none of whose arrays are used afterwards. Within other such work it is a part of it.
   *
   * @param work what it makes to last is made by {@link #lasting}
   * @return what the work gives: no array that it made
   */
  public static <T> T within(Supplier<T> work) {
    return in(STEP, work);
  }

  /**
   * Does a repeated part of such work, none of whose arrays are used after the part: the next one
   * writes over them.
   */
  public static void part(Runnable work) {
    part(
        () -> {
          work.run();
          return true;
        });
  }

  /** The same, of a part that gives something: no array that it made. */
  public static <T> T part(Supplier<T> work) {
    return in(PART, work);
  }

  private static <T> T in(String block, Supplier<T> work) {
    MemoryWorkspaceManager workspaces = Nd4j.getWorkspaceManager();
    if (workspaces.checkIfWorkspaceExistsAndActive(block)) { // to enter again is to write over
      return work.get();
    }
    try (MemoryWorkspace scope = workspaces.getAndActivateWorkspace(GROWING, block)) {
      return work.get();
    }
  }

  /** Makes arrays that outlive the step: in memory of their own. */
  public static <T> T lasting(Supplier<T> work) {
    try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      return work.get();
    }
  }

  /** A copy of an array that outlives the step, 'f' order. */
  public static INDArray lastingCopy(INDArray array) {
    return lasting(() -> array.dup('f'));
  }
}

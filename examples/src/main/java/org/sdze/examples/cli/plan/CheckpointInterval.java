package org.sdze.examples.cli.plan;

import org.sdze.optimizer.train.TrainingLoop.Status;

/** How often a run is saved while it trains. */
public sealed interface CheckpointInterval {

  /** The interval that an option asks for: steps, or seconds with an s behind the number. */
  static CheckpointInterval of(OptionText given) {
    String text = String.valueOf(given.text());
    if (!text.matches("[0-9.]{1,18}s?")) {
      throw given.mistake("a number of steps, or of seconds as in 30s");
    }
    return text.endsWith("s")
        ? new Seconds(
            new OptionText(given.option(), text.substring(0, text.length() - 1)).positive(1))
        : new Steps(given.whole(1, Long.MAX_VALUE, 1));
  }

  /** As it is written after the option. */
  String text();

  /**
   * Whether it is time.
   *
   * @param status where the run stands
   * @param last the seconds of training at the last checkpoint
   */
  boolean isDue(Status status, double last);

  /** Every so many steps. */
  record Steps(long count) implements CheckpointInterval {
    @Override
    public boolean isDue(Status status, double last) {
      return status.steps() % count == 0;
    }

    @Override
    public String text() {
      return Long.toString(count);
    }
  }

  /** Every so many seconds of training. */
  record Seconds(double length) implements CheckpointInterval {
    @Override
    public boolean isDue(Status status, double last) {
      return status.seconds() - last >= length;
    }

    @Override
    public String text() {
      return length + "s";
    }
  }
}

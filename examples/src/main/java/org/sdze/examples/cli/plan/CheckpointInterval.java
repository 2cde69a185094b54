package org.sdze.examples.cli.plan;

import org.sdze.optimizer.train.TrainingLoop.Status;

/**
 * How often a run is saved while it trains.
 *
 * @param steps every so many; 0 where seconds count
 * @param seconds of training, every so many
 */
public record CheckpointInterval(long steps, double seconds) {

  /** The interval that an option asks for: steps, or seconds with an s behind the number. */
  static CheckpointInterval of(OptionText given) {
    String text = String.valueOf(given.text());
    if (!text.matches("[0-9.]{1,18}s?")) {
      throw given.mistake("a number of steps, or of seconds as in 30s");
    }
    String number = text.replace("s", "");
    return text.endsWith("s")
        ? new CheckpointInterval(0, new OptionText(given.option(), number).positive(1))
        : new CheckpointInterval(given.whole(1, Long.MAX_VALUE, 1), 0);
  }

  /** As it is written after the option. */
  String text() {
    return steps > 0 ? Long.toString(steps) : seconds + "s";
  }

  /**
   * Whether it is time.
   *
   * @param status where the run stands
   * @param last the seconds of training at the last checkpoint
   */
  public boolean isDue(Status status, double last) {
    return steps > 0 ? status.steps() % steps == 0 : status.seconds() - last >= seconds;
  }
}

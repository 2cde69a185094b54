package org.sdze.optimizer.setting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.sdze.testing.Generated;

class SdzeSettingsTest {

  private static final Choices NONE = SdzeSettings.CATALOGUE.choices();
  private static final Choices RESIDUALS = NONE.with(SdzeSettings.TASK, Task.RESIDUALS);

  @Test
  void theTableOfThePageIsThatOfTheCatalogue() throws IOException {
    Generated.assertSection(
        Path.of("..", "docs", "optimizer.md"), "SdzeSettings", SdzeSettings.CATALOGUE.table());
  }

  @Test
  void everyDefaultIsInItsRange() {
    for (Task task : Task.values()) {
      Choices choices = NONE.with(SdzeSettings.TASK, task);
      choices.effective().forEach((setting, value) -> requireTaken(setting, value));
    }
  }

  private static <T> void requireTaken(Setting<T> setting, Object value) {
    T typed = setting.range().type().cast(value);
    assertTrue(setting.range().takes(typed), () -> setting.name() + " " + value);
    String text = setting.range().text(value);
    if (!setting.name().equals("memoryLimit")) { // none
      assertEquals(typed, setting.range().parse(text), setting.name());
    }
  }

  @Test
  void defaultsFollowWhatIsTrainedAndWhatIsChosen() {
    assertEquals(Credit.NOISE, NONE.get(SdzeSettings.CREDIT));
    assertEquals(Rule.FACTORED, NONE.get(SdzeSettings.RULE));
    assertEquals(Rule.GAUSS_NEWTON, RESIDUALS.get(SdzeSettings.RULE));
    assertEquals(0.9, RESIDUALS.with(SdzeSettings.DIMENSION, 64).get(SdzeSettings.MOMENTUM));
    assertEquals(0.5, RESIDUALS.with(SdzeSettings.DIMENSION, 64).get(SdzeSettings.LEARNING_RATE));
    assertEquals(0, RESIDUALS.with(SdzeSettings.DIMENSION, 65).get(SdzeSettings.MOMENTUM));
    assertEquals(1, RESIDUALS.with(SdzeSettings.DIMENSION, 65).get(SdzeSettings.LEARNING_RATE));
    assertEquals(8, NONE.with(SdzeSettings.TASK, Task.GRAPH).get(SdzeSettings.PROBES));
    assertTrue(NONE.with(SdzeSettings.GUARD_FACTOR, 2.0).get(SdzeSettings.GUARD));
    assertFalse(NONE.get(SdzeSettings.GUARD));
  }

  @Test
  void aValueThatCannotBeCountsAsNotChosen() {
    Choices noise =
        NONE.with(SdzeSettings.CREDIT, Credit.NOISE)
            .with(SdzeSettings.RULE, Rule.GAUSS_NEWTON)
            .with(SdzeSettings.RANK, 3);
    assertEquals(Rule.FACTORED, noise.get(SdzeSettings.RULE));
    assertFalse(noise.isTaken(SdzeSettings.RULE));
    assertFalse(noise.isActive(SdzeSettings.RANK));
    assertFalse(noise.effective().containsKey(SdzeSettings.RANK));
    assertTrue(noise.effective().containsKey(SdzeSettings.FEEDBACK));
  }

  @Test
  void oneNameHasOneSpelling() {
    assertEquals("refresh interval", SdzeSettings.REFRESH_INTERVAL.words());
    assertEquals("--refresh-interval", SdzeSettings.REFRESH_INTERVAL.option());
    assertEquals(
        SdzeSettings.CATALOGUE.settings().size(),
        SdzeSettings.CATALOGUE.settings().stream().map(Setting::name).distinct().count());
  }

  @Test
  void rangesReadWhatTheyWrite() {
    assertEquals(Integer.MAX_VALUE, Range.countOrAll().parse("all"));
    assertEquals("all", Range.countOrAll().text(Integer.MAX_VALUE));
    assertNull(Range.count().parse("all"));
    assertNull(Range.count().parse("1.0"));
    assertNull(Range.count().parse("2147483648"));
    assertNull(Range.positive().parse("0x1"));
    assertNull(Range.positive().parse("1e999"));
    assertEquals(0.5, Range.positive().parse(".5"));
    assertNull(Range.fraction().parse("1"));
    assertEquals(Credit.LOW_RANK, Range.choice(Credit.class).parse("low-rank"));
    assertNull(Range.choice(Credit.class, Credit.UNITS).parse("low-rank"));
    assertNull(Range.flag().parse("yes"));
  }
}

package org.sdze.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.sdze.optimizer.setting.Credit;
import org.sdze.optimizer.setting.Rule;
import org.sdze.optimizer.setting.SdzeSettings;
import org.sdze.optimizer.setting.Setting;
import org.sdze.testing.UntouchedGlobals;

class SdzeTest {

  static List<Sdze> settings() {
    return List.of(
        Sdze.builder().build(),
        Sdze.builder().credit(Credit.NOISE).probes(3).smoothing(0.1).feedback(false).build(),
        Sdze.builder().credit(Credit.LOW_RANK).rank(2).refreshInterval(9).build(),
        Sdze.builder().credit(Credit.UNITS).units(9).rule(Rule.GAUSS_NEWTON).damping(1e-5).build(),
        Sdze.builder().guard(false).memoryLimit(64).build(),
        Sdze.builder().averaging(false).build(),
        Sdze.builder().guard(true).build(),
        Sdze.builder().guardFactor(10).build(),
        Sdze.builder().guardRetries(0).build(),
        Sdze.builder().rule(Rule.SGD).momentum(0.9).learningRate(0.25).seed(-1).build(),
        Sdze.builder()
            .rule(Rule.ADAM)
            .learningRate(new ExponentialSchedule(ScheduleType.EPOCH, 0.1, 0.5))
            .build());
  }

  @ParameterizedTest
  @MethodSource("settings")
  void settingsGoThroughANetworksJson(Sdze sdze) {
    MultiLayerConfiguration conf = UntouchedGlobals.puttingBack(() -> configuration(sdze));
    MultiLayerConfiguration read = MultiLayerConfiguration.fromJson(conf.toJson());
    assertEquals(conf, read);
    assertEquals(sdze, ((BaseLayer) read.getConf(0).getLayer()).getIUpdater());
    assertEquals(
        sdze.toString(), ((BaseLayer) read.getConf(1).getLayer()).getIUpdater().toString());
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aCloneIsEqualAndItsOwn(Sdze sdze) {
    Sdze clone = sdze.clone();
    assertEquals(sdze, clone);
    assertEquals(sdze.hashCode(), clone.hashCode());
    assertNotSame(sdze, clone);
    clone.setLrAndSchedule(123, null);
    assertNotEquals(sdze, clone);
  }

  @Test
  void differentSettingsAreNotEqual() {
    List<Sdze> all = settings();
    for (int i = 0; i < all.size(); i++) {
      for (int j = 0; j < all.size(); j++) {
        assertEquals(i == j, all.get(i).equals(all.get(j)));
      }
    }
  }

  @Test
  void aMisspeltSettingIsRefused() {
    MultiLayerConfiguration conf =
        UntouchedGlobals.puttingBack(() -> configuration(Sdze.builder().probes(3).build()));
    String json = conf.toJson().replace("\"probes\"", "\"probs\"");
    Exception thrown =
        assertThrows(RuntimeException.class, () -> MultiLayerConfiguration.fromJson(json));
    assertTrue(text(thrown).contains("Sdze has no setting \"probs\""), text(thrown));
  }

  /** A setting that none of {@link #settings} has would not be looked at by these tests. */
  @Test
  void everySettingIsSetSomewhere() {
    for (Setting<?> setting : SdzeSettings.CATALOGUE.settings()) {
      String text = setting.name() + "=";
      assertTrue(
          settings().stream().anyMatch(each -> each.toString().contains(text)),
          "no setting has " + text);
    }
  }

  /** What cannot be known before a network is seen is refused when one is. */
  @Test
  void aSettingWithoutEffectIsRefusedWhenTheNetworkIsKnown() {
    Sdze sdze = Sdze.builder().damping(1e-3).build();
    MultiLayerNetwork network =
        UntouchedGlobals.puttingBack(
            () -> {
              MultiLayerNetwork made = new MultiLayerNetwork(configuration(sdze));
              made.init();
              return made;
            });
    Exception thrown = assertThrows(IllegalArgumentException.class, () -> Sdze.attach(network));
    assertEquals("damping must go with the rule gauss-newton, was not set", thrown.getMessage());
  }

  private static String text(Throwable thrown) {
    StringBuilder text = new StringBuilder();
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      text.append(each.getMessage()).append('\n');
    }
    return text.toString();
  }

  @Test
  void badSettingsGetASentence() {
    refused("probes must be at least 1, was 0", builder -> builder.probes(0));
    refused("smoothing must be positive, was 0.0", builder -> builder.smoothing(0));
    refused("rank must be at least 1, was -1", builder -> builder.rank(-1));
    refused("refresh interval must be at least 1, was 0", builder -> builder.refreshInterval(0));
    refused("learning rate must be positive, was NaN", builder -> builder.learningRate(Double.NaN));
    refused("momentum must be in [0, 1), was 1.0", builder -> builder.momentum(1));
    refused("rank must go with the credit low-rank, was not set", builder -> builder.rank(2));
    refused(
        "momentum must go with the rule gauss-newton or sgd, was adam",
        builder -> builder.rule(Rule.ADAM).momentum(0.5));
    refused("damping must be positive, was -1.0", builder -> builder.damping(-1));
    refused("units must be at least 1, was 0", builder -> builder.units(0));
    refused(
        "units must go with the credit units, was noise",
        builder -> builder.credit(Credit.NOISE).units(4));
    refused(
        "damping must go with the rule gauss-newton, was sgd",
        builder -> builder.rule(Rule.SGD).damping(1));
    refused(
        "rule gauss-newton must go with the credit units, was noise",
        builder -> builder.credit(Credit.NOISE).rule(Rule.GAUSS_NEWTON));
    refused("guard factor must be above 1, was 1.0", builder -> builder.guardFactor(1));
    refused("guard factor must be above 1, was NaN", builder -> builder.guardFactor(Double.NaN));
    refused("guard retries must be at least 0, was -1", builder -> builder.guardRetries(-1));
    refused(
        "guard retries must go with the guard true, was false",
        builder -> builder.guard(false).guardRetries(1));
    refused("memory limit must be at least 1, was 0", builder -> builder.memoryLimit(0));
    refused(
        "feedback must go with the credit noise",
        builder -> builder.credit(Credit.LOW_RANK).feedback(true));
  }

  private static void refused(String sentence, UnaryOperator<Sdze.Builder> settings) {
    Exception thrown =
        assertThrows(IllegalArgumentException.class, () -> settings.apply(Sdze.builder()).build());
    assertTrue(thrown.getMessage().startsWith(sentence), thrown.getMessage());
  }

  private static MultiLayerConfiguration configuration(Sdze sdze) {
    return new NeuralNetConfiguration.Builder()
        .updater(sdze)
        .list()
        .layer(new DenseLayer.Builder().nIn(2).nOut(3).build())
        .layer(new OutputLayer.Builder(LossFunction.MSE).nIn(3).nOut(2).build())
        .build();
  }
}

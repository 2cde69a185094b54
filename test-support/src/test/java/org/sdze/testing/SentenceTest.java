package org.sdze.testing;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SentenceTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rank must be between 1 and the smaller side of the matrix (64 for layer \"dense0\"), was 128",
        "the credit must be UNITS, NOISE or LOW_RANK, was null",
        "there is no file /tmp/a.b/model.v2.zip: name one that ModelSerializer has written",
        "momentum must be in [0, 1), was 1.0",
        "guard factor must be above 1, was NaN.",
      })
  void isRecognised(String text) {
    Sentence.check(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "'one line\nand another'|several lines",
        "That failed. Try again|several sentences",
        "'the file is damaged: '|a blank",
        "the file is damaged:|missing at its end",
        "the file is damaged: null|missing at its end",
        "cannot be cast to org.nd4j.linalg.learning.config.Adam|names a class",
        "no Sdze$Credit|names a class",
        "NullPointerException|names an exception",
        "was [I@1b2c3d4e|an object's address",
        "failed at Sdze.attach(Sdze.java)|a call stack",
        "Unexpected end-of-input [Source: (String)]|a parser's report",
        "rank must be %d|still empty",
      })
  void isToldFromOtherText(String text, String fault) {
    String message = assertThrows(AssertionError.class, () -> Sentence.check(text)).getMessage();
    assertTrue(message.contains(fault), message);
  }

  @Test
  void nothingIsNoSentence() {
    assertThrows(AssertionError.class, () -> Sentence.check(null));
    assertThrows(AssertionError.class, () -> Sentence.check(" "));
    assertThrows(AssertionError.class, () -> Sentence.check("x".repeat(501)));
  }

  @Test
  void mustNameTheThing() {
    Sentence.check("rank must be at least 1, was 0", "rank", "at least 1", "was 0");
    assertThrows(AssertionError.class, () -> Sentence.check("rank is bad", "was 0"));
  }

  @Test
  void aCallMustBeRefusedByTheVeryType() {
    IllegalArgumentException refusal = new IllegalArgumentException("rank must be 1, was 0");
    Sentence.refused(
        IllegalArgumentException.class,
        () -> {
          throw refusal;
        },
        "rank");
    assertThrows(
        AssertionError.class,
        () ->
            Sentence.refused(
                RuntimeException.class,
                () -> {
                  throw refusal;
                }));
    assertThrows(
        AssertionError.class, () -> Sentence.refused(IllegalArgumentException.class, () -> {}));
  }
}

package org.sdze.optimizer.dl4j;

import java.io.IOException;
import org.nd4j.shade.jackson.core.JsonFactory;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.core.JsonToken;
import org.nd4j.shade.jackson.core.StreamReadFeature;
import org.sdze.optimizer.checkpoint.CheckpointException;
import org.sdze.optimizer.text.Text;

/**
 * What a network's configuration says, read once before DL4J's mapper makes objects of it.
 *
 * @param isChain whether it is of a {@code MultiLayerNetwork}
 * @param isGraph whether it is of a {@code ComputationGraph}
 */
record ConfigurationText(boolean isChain, boolean isGraph) {

  private static final int DEEPEST = 100;
  private static final int LONGEST_NUMBER = 64; // longer ones take the parser hours

  /** What the mapper takes for the class of an object. */
  private static final String CLASS = "@class";

  /** Of arrays in a form that DL4J no longer writes, whose length is believed. */
  private static final String BUFFER = "dataBuffer";

  /**
   * Reads the text through.
   *
   * @param where the text is, for the sentences
   * @throws CheckpointException if it is no JSON, too deep, or names a class that is not trusted
   */
  static ConfigurationText check(String text, TrustedClasses trusted, String where)
      throws IOException {
    boolean isChain = false;
    boolean isGraph = false;
    JsonFactory factory =
        JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try (JsonParser parser = factory.createParser(text)) {
      int depth = 0;
      JsonToken before = null;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if (depth > DEEPEST) {
          throw CheckpointException.of("%s is nested more than %d deep", where, DEEPEST);
        }
        if (token.isNumeric() && parser.getTextLength() > LONGEST_NUMBER) {
          throw CheckpointException.of(
              "%s holds a number of %d digits", where, parser.getTextLength());
        }
        if (token == JsonToken.FIELD_NAME) {
          isChain |= depth == 1 && parser.getCurrentName().equals("confs");
          isGraph |= depth == 1 && parser.getCurrentName().equals("vertices");
          requireNoBuffer(parser.getCurrentName(), where);
        } else if (before == JsonToken.FIELD_NAME && CLASS.equals(parser.getCurrentName())) {
          requireTrusted(parser, trusted, where);
        } else if (before == JsonToken.START_ARRAY
            && token == JsonToken.VALUE_STRING
            && trusted.isForeign(parser.getText())) {
          throw foreign(parser.getText(), where);
        }
        before = token;
      }
    } catch (JsonProcessingException e) {
      throw new CheckpointException(
          Text.format("%s is damaged: %s", where, CheckpointException.innermost(e)), e);
    }
    return new ConfigurationText(isChain, isGraph);
  }

  private static void requireTrusted(JsonParser parser, TrustedClasses trusted, String where)
      throws IOException {
    String name = parser.getText();
    if (parser.currentToken() != JsonToken.VALUE_STRING || !trusted.contains(name)) {
      throw foreign(name, where);
    }
  }

  private static CheckpointException foreign(String name, String where) {
    String shown = name.length() <= 120 ? name : name.substring(0, 120) + "…";
    return CheckpointException.of(
        "%s names the class %s, which is neither DL4J's nor ours: if you trust it, name it to Sdze.restore",
        where, shown.replaceAll("\\p{Cntrl}", "?"));
  }

  private static void requireNoBuffer(String field, String where) throws CheckpointException {
    if (field.equals(BUFFER)) {
      throw CheckpointException.of(
          "%s holds an array in a form that DL4J wrote before 1.0.0-beta", where);
    }
  }
}

package org.sdze.examples.cli.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sdze.examples.cli.run.FinishedRun;
import org.sdze.examples.cli.run.RunResult;
import org.sdze.optimizer.Arithmetic;

/** A run's figures for programs. */
public final class Json {

  /** The name of what tells the arithmetic of a run. */
  public static final String ARITHMETIC = "arithmetic";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  /** The result as one object on one line. */
  public static String line(RunResult result) {
    try {
      return text(result);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a result of plain numbers and texts is always JSON", e);
    }
  }

  /** A record of numbers, texts and lists as one object on one line. */
  public static String text(Record value) throws JsonProcessingException {
    return MAPPER.writeValueAsString(value);
  }

  /** The result with everything that is needed to make it again. */
  static byte[] document(FinishedRun run) throws JsonProcessingException {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("result", run.result());
    Map<String, Object> options = new LinkedHashMap<>(run.solve().settings());
    options.put("test-points", run.result().testPoints());
    document.put("options", options);
    document.put("conditions", run.solve().conditionScores(run.result().testPoints()));
    document.put("versions", Versions.all());
    document.put("machine", Machine.describe());
    document.put(ARITHMETIC, Arithmetic.here());
    return MAPPER.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(document);
  }
}

package org.sdze.arbiter.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.sdze.optimizer.text.Text;

/**
 * The page: the template {@code report.html} with its styles, its script and the search's data
 * inside. It asks for nothing from anywhere, and its content security policy runs no script but its
 * own.
 */
final class ReportPage {

  private static final List<String> STYLES =
      List.of("page.css", "charts.css", "table.css", "media.css");

  /** The parts of the script; while it loads, each uses only what those before it define. */
  private static final List<String> SCRIPTS =
      List.of(
          "search.js",
          "scale.js",
          "svg.js",
          "pointing.js",
          "chart.js",
          "frame.js",
          "legend.js",
          "headline.js",
          "progress.js",
          "parallel.js",
          "brush.js",
          "importance.js",
          "scatter.js",
          "table.js",
          "page.js");

  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

  private ReportPage() {}

  static String of(SearchSummary search) {
    String script =
        SCRIPTS.stream()
            .map(ReportPage::resource)
            .collect(Collectors.joining("\n", "\n(() => {\n'use strict';\n\n", "})();\n"));
    Map<String, String> parts =
        Map.of(
            "title", escaped(search.title()),
            "hash", hash(script),
            "style", STYLES.stream().map(ReportPage::resource).collect(Collectors.joining("\n")),
            "data", SearchJson.of(search, Importance.of(search)),
            "script", script);
    // One pass: what a part brings along is never taken for a place.
    return PLACE
        .matcher(resource("report.html"))
        .replaceAll(place -> Matcher.quoteReplacement(parts.get(place.group(1))));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** A browser takes the hash of the script as it stands between the tags. */
  private static String hash(String script) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** With plain line ends, as a browser reads them, however the sources were checked out. */
  private static String resource(String name) {
    try (InputStream stream = ReportPage.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException(Text.format("resource \"%s\" is missing", name));
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(Text.format("resource \"%s\" can't be read", name), e);
    }
  }
}

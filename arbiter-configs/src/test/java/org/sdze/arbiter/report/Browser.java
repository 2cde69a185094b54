package org.sdze.arbiter.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A Chromium without a window, driven over the DevTools protocol: one page, with what it complained
 * of and what it asked for.
 */
final class Browser implements AutoCloseable {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final List<String> OPTIONS =
      List.of(
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--disable-dev-shm-usage",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--hide-scrollbars",
          "--remote-debugging-port=0");

  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final WebSocket socket;
  private final String session;
  private final AtomicInteger lastId = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> replies = new ConcurrentHashMap<>();
  private final List<String> problems = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile CompletableFuture<Void> loaded = new CompletableFuture<>();

  /**
   * Starts it.
   *
   * @param profile an empty folder for its files
   */
  Browser(Path binary, Path profile) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(binary.toString());
    command.addAll(OPTIONS);
    command.add("--user-data-dir=" + profile);
    command.add("about:blank");
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("output.txt").toFile())
            .start();
    try {
      socket =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .buildAsync(address(profile.resolve("DevToolsActivePort")), new Listener())
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      String target =
          send(null, "Target.createTarget", Map.of("url", "about:blank")).path("targetId").asText();
      session =
          send(null, "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
              .path("sessionId")
              .asText();
      for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
        send(domain + ".enable", Map.of());
      }
    } catch (Exception e) {
      end(process);
      throw new IOException("Chromium gave no session", e);
    }
  }

  /** The first Chromium or Chrome on PATH. */
  static Optional<Path> installed() {
    return Stream.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
        .flatMap(
            name ->
                Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                    .map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static boolean isInstalled() {
    return installed().isPresent();
  }

  /** Shows a file in a window of some size, in CSS pixels, and waits until it has loaded. */
  void open(Path file, int width, int height, boolean isDark) throws IOException {
    send(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    send(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", isDark ? "dark" : "light"))));
    problems.clear();
    requests.clear();
    loaded = new CompletableFuture<>();
    send("Page.navigate", Map.of("url", file.toUri().toString()));
    await(loaded);
  }

  /** The value of an expression, waited for if it is a promise. */
  JsonNode evaluate(String expression) throws IOException {
    JsonNode reply =
        send(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    if (reply.has("exceptionDetails")) {
      throw new IOException(expression + ": " + reply.get("exceptionDetails"));
    }
    return reply.path("result").path("value");
  }

  /** Moves the mouse to a place of the window, with a button held or not. */
  void mouse(String type, double x, double y, boolean isHeld) throws IOException {
    send(
        "Input.dispatchMouseEvent",
        Map.of(
            "type",
            type,
            "x",
            x,
            "y",
            y,
            "button",
            isHeld || !"mouseMoved".equals(type) ? "left" : "none",
            "buttons",
            isHeld ? 1 : 0,
            "clickCount",
            "mouseMoved".equals(type) ? 0 : 1));
  }

  /** Clicks into the middle of an element, as a person would. */
  void click(String expression) throws IOException {
    JsonNode middle =
        evaluate(
            "(() => { const e = "
                + expression
                + "; e.scrollIntoView({block: 'center', inline: 'center'}); const b ="
                + " e.getBoundingClientRect(); return [b.left + b.width / 2, b.top + b.height /"
                + " 2]; })()");
    double x = middle.get(0).asDouble();
    double y = middle.get(1).asDouble();
    mouse("mouseMoved", x, y, false);
    mouse("mousePressed", x, y, true);
    mouse("mouseReleased", x, y, false);
  }

  /** Presses the Enter key. */
  void pressEnter() throws IOException {
    for (String type : List.of("keyDown", "keyUp")) {
      send(
          "Input.dispatchKeyEvent",
          Map.of(
              "type",
              type,
              "key",
              "Enter",
              "code",
              "Enter",
              "windowsVirtualKeyCode",
              13,
              "text",
              "keyDown".equals(type) ? "\r" : ""));
    }
  }

  /** The page from one height to another, as PNG. */
  byte[] picture(int top, int bottom) throws IOException {
    JsonNode size =
        evaluate("[document.documentElement.clientWidth, document.documentElement.scrollHeight]");
    Map<String, Object> clip =
        Map.of(
            "x",
            0,
            "y",
            top,
            "width",
            size.get(0).asInt(),
            "height",
            Math.min(size.get(1).asInt(), bottom) - top,
            "scale",
            1);
    return Base64.getDecoder()
        .decode(
            send(
                    "Page.captureScreenshot",
                    Map.of("format", "png", "captureBeyondViewport", true, "clip", clip))
                .path("data")
                .asText());
  }

  /** Exceptions, errors and warnings since the page was opened. */
  List<String> problems() {
    return List.copyOf(problems);
  }

  /** Addresses asked for since the page was opened. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  /** Lets it clean up; ends it if it takes too long. */
  @Override
  public void close() {
    try {
      send(null, "Browser.close", Map.of());
      process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (IOException | RuntimeException e) {
      // Ended below.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      socket.abort();
      end(process);
    }
  }

  /** Ends it and the processes that it started. */
  private static void end(Process process) {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
    process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    all.forEach(each -> each.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join());
  }

  /** The file holds the port and the path of the browser's own socket, once it listens. */
  private URI address(Path file) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() < end && process.isAlive()) {
      if (Files.exists(file)) {
        List<String> lines = Files.readAllLines(file);
        if (lines.size() == 2) {
          return URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
        }
      }
      Thread.sleep(50);
    }
    throw new IOException("Chromium did not say where it listens");
  }

  private JsonNode send(String method, Map<String, Object> parameters) throws IOException {
    return send(session, method, parameters);
  }

  private JsonNode send(String toSession, String method, Map<String, Object> parameters)
      throws IOException {
    int id = lastId.incrementAndGet();
    ObjectNode message = MAPPER.createObjectNode().put("id", id).put("method", method);
    message.set("params", MAPPER.valueToTree(parameters));
    if (toSession != null) {
      message.put("sessionId", toSession);
    }
    CompletableFuture<JsonNode> reply = new CompletableFuture<>();
    replies.put(id, reply);
    await(socket.sendText(message.toString(), true));
    JsonNode answer = await(reply);
    if (answer.has("error")) {
      throw new IOException(method + ": " + answer.get("error"));
    }
    return answer.path("result");
  }

  private static <T> T await(CompletableFuture<T> future) {
    return future.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  private void hear(JsonNode message) {
    if (message.has("id")) {
      replies.remove(message.get("id").asInt()).complete(message);
      return;
    }
    JsonNode parameters = message.path("params");
    switch (message.path("method").asText()) {
      case "Page.loadEventFired" -> loaded.complete(null);
      case "Runtime.exceptionThrown" -> problems.add(parameters.toString());
      case "Runtime.consoleAPICalled" -> {
        if (List.of("error", "warning", "assert").contains(parameters.path("type").asText())) {
          problems.add(parameters.toString());
        }
      }
      case "Log.entryAdded" -> problems.add(parameters.toString());
      case "Network.requestWillBeSent" ->
          requests.add(parameters.path("request").path("url").asText());
      default -> {
        // Of no interest here.
      }
    }
  }

  /** Puts the parts of messages together. */
  private final class Listener implements WebSocket.Listener {

    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
      text.append(part);
      from.request(1);
      if (isLast) {
        String message = text.toString();
        text.setLength(0);
        try {
          hear(MAPPER.readTree(message));
        } catch (JsonProcessingException e) {
          problems.add("not JSON: " + message);
        }
      }
      return null;
    }
  }
}

package dev.imagevault.app.service;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real Chromium, without a window. */
final class Browser implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /**
   * Returns a browser that knows nothing yet; where none is installed, the test is skipped.
   *
   * @param profile an empty directory
   */
  static Browser start(Path profile) {
    Optional<File> chromium = installed("chromium");
    Optional<File> chromeDriver = installed("chromedriver");
    assumeTrue(
        chromium.isPresent() && chromeDriver.isPresent(),
        "no browser: install Debian's packages chromium and chromium-driver");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.orElseThrow());
    options.setCapability("goog:loggingPrefs", logs);
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1200,900",
        "--user-data-dir=" + profile);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(chromeDriver.orElseThrow())
            .usingAnyFreePort()
            .build();
    return new Browser(new ChromeDriver(service, options));
  }

  private static Optional<File> installed(String name) {
    return Stream.of(
            Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
        .map(directory -> new File(directory, name))
        .filter(File::canExecute)
        .findFirst();
  }

  /** Opens this address afresh, also where only its fragment differs. */
  void open(String url) {
    driver.get("about:blank");
    driver.get(url);
  }

  String address() {
    return driver.getCurrentUrl();
  }

  /** Returns the one element that is displayed, once there is one. */
  WebElement shown(String selector) {
    return await(selector)
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(org.openqa.selenium.StaleElementReferenceException.class)
        .until(
            () ->
                driver.findElements(By.cssSelector(selector)).stream()
                    .filter(WebElement::isDisplayed)
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  void click(String selector) {
    shown(selector).click();
  }

  /** Returns once what the element shows contains these words. */
  void awaitWords(String selector, String words) {
    await(words + " in " + selector)
        .atMost(PATIENCE)
        .until(() -> words(selector), shown -> shown.contains(words));
  }

  /** Returns what the page shows at these elements, whether in sight or not. */
  String words(String selector) {
    return String.valueOf(
        run(
            "return [...document.querySelectorAll(arguments[0])].map(e => e.innerText).join('\\n')",
            selector));
  }

  /** Returns once there are this many such elements. */
  void awaitCount(String selector, int count) {
    await(count + " of " + selector).atMost(PATIENCE).until(() -> count(selector) == count);
  }

  int count(String selector) {
    return driver.findElements(By.cssSelector(selector)).size();
  }

  /** Returns what the script returns, once it is true. */
  void awaitTrue(String script, Object... arguments) {
    await(script).atMost(PATIENCE).until(() -> Boolean.TRUE.equals(run(script, arguments)));
  }

  Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** Chooses these files in the page's file chooser. */
  void choose(Path... files) {
    driver
        .findElement(By.cssSelector("input[type=file]"))
        .sendKeys(String.join("\n", Arrays.stream(files).map(Path::toString).toList()));
  }

  /** Drags these files into the page's middle, as from a file manager, and lets them go. */
  void drop(Path... files) {
    List<String> names = Arrays.stream(files).map(Path::toString).toList();
    for (String type : List.of("dragEnter", "dragOver", "drop")) {
      Object unused =
          driver.executeCdpCommand(
              "Input.dispatchDragEvent",
              Map.of(
                  "type",
                  type,
                  "x",
                  600,
                  "y",
                  400,
                  "data",
                  Map.of("items", List.of(), "files", names, "dragOperationsMask", 1)));
    }
  }

  /** What the page sends from now on leaves at this rate, in bytes a second; -1 sets no limit. */
  void uploadsAtMost(int rate) {
    Map<String, Object> conditions =
        Map.of("offline", false, "latency", 0, "downloadThroughput", -1, "uploadThroughput", rate);
    Object unused = driver.executeCdpCommand("Network.enable", Map.of());
    unused = driver.executeCdpCommand("Network.emulateNetworkConditions", conditions);
  }

  /** Returns what the browser complained of since the last call. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::getMessage)
        .toList();
  }

  @Override
  public void close() {
    driver.quit();
  }
}

package org.mneme.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.golden.Needed;
import org.mneme.score.Score;
import org.mneme.score.Scorer;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The page in a real browser: Debian's Chromium with its driver. */
@Tag("slow")
class PageTest {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  @TempDir private Path folder;
  private Path downloads;
  private TestServer server;
  private ChromeDriver browser;

  @BeforeEach
  void open() throws Exception {
    if (!Files.exists(CHROMIUM) || !Files.exists(DRIVER)) {
      Needed.absent("no browser: install chromium and chromium-driver");
    }
    downloads = Files.createDirectories(folder.resolve("downloads"));
    server = TestServer.start(folder);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toString());
    options.addArguments(
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
    Map<String, Object> preferences = new HashMap<>();
    preferences.put("download.default_directory", downloads.toString());
    options.setExperimentalOption("prefs", preferences);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    browser =
        new ChromeDriver(
            new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build(),
            options);
    browser.get(server.address("/").toString());
  }

  @AfterEach
  void close() {
    if (browser != null) {
      browser.quit();
    }
    if (server != null) {
      server.close();
    }
  }

  private WebElement id(String id) {
    return browser.findElement(By.id(id));
  }

  private void choose(List<Path> images) {
    id("files").sendKeys(images.stream().map(Path::toString).collect(Collectors.joining("\n")));
  }

  private void await(BooleanSupplier what) {
    new WebDriverWait(browser, Duration.ofSeconds(60)).until(b -> what.getAsBoolean());
  }

  private int cards() {
    return browser.findElements(By.cssSelector(".card")).size();
  }

  /** Waits until the page has nothing left to draw. */
  private void awaitStill() {
    await(
        () ->
            "still".equals(browser.findElement(By.tagName("main")).getDomAttribute("data-state")));
  }

  private List<Path> images(int count) throws Exception {
    return TestServer.images(folder.resolve("images"), count);
  }

  @Test
  void photographsGetTheScoresOfTheLibraryToTheLastDigit() throws Exception {
    List<Path> images = new ArrayList<>(images(12));
    Path bad = Files.writeString(folder.resolve("bad.png"), "no image");
    images.add(bad);
    choose(images);
    await(() -> cards() == 12 && id("failed").isDisplayed());
    assertTrue(
        id("failures").getText().contains("bad.png: not a picture"), id("failures").getText());
    id("download").click();
    Path csv = downloads.resolve("scores.csv");
    await(() -> Files.exists(csv));
    Map<String, String> shown = new HashMap<>();
    for (String line : Files.readAllLines(csv)) {
      String[] fields = line.split(",", 3);
      shown.put(fields[0], fields[1]);
    }
    try (Scorer scorer = Scorer.open(TestServer.model(folder))) {
      for (Score score : scorer.scoreAll(images.subList(0, 12))) {
        assertEquals(
            Float.toString(score.value()), shown.get(String.valueOf(score.image().getFileName())));
      }
    }
    assertEquals("", shown.get("bad.png"));
    List<LogEntry> severe =
        browser.manage().logs().get(LogType.BROWSER).getAll().stream()
            .filter(entry -> entry.getLevel().equals(Level.SEVERE))
            .filter(entry -> !entry.getMessage().contains("status of 422"))
            .toList();
    assertTrue(severe.isEmpty(), severe.toString());
  }

  @Test
  void theGallerySortsFiltersSelectsAndCompares() throws Exception {
    choose(images(8));
    await(() -> cards() == 8 && !id("work").isDisplayed());
    List<Double> scores = shownScores();
    assertEquals(scores.stream().sorted((a, b) -> Double.compare(b, a)).toList(), scores);
    id("from").sendKeys(scores.get(3).toString());
    await(() -> cards() <= 4);
    id("from").clear();
    id("find").sendKeys("image003");
    await(() -> cards() == 1);
    id("find").clear();
    id("find").sendKeys("image");
    await(() -> cards() == 8);
    awaitStill();
    List<WebElement> picks = browser.findElements(By.cssSelector(".pick"));
    picks.get(0).click();
    picks.get(1).click();
    id("compare").click();
    assertTrue(id("pair").isDisplayed());
    assertEquals(2, browser.findElements(By.cssSelector("#pair img")).size());
    browser.findElement(By.cssSelector("#pair [data-close]")).click();
    browser.findElement(By.cssSelector(".card .open")).click();
    assertTrue(id("detail").getText().contains("Percentile among these 8"), id("detail").getText());
    assertTrue(id("detail").getText().contains("inside the frame"));
  }

  @Test
  void theMapOfAPhotographIsDrawnOverIt() throws Exception {
    choose(images(1));
    await(() -> cards() == 1 && !id("work").isDisplayed());
    awaitStill();
    browser.findElement(By.cssSelector(".card .open")).click();
    browser.findElement(By.cssSelector("#detail .explain")).click();
    await(() -> !browser.findElements(By.cssSelector("#detail canvas.map")).isEmpty());
    String said = browser.findElement(By.cssSelector("#detail .explaining")).getText();
    assertTrue(said.contains("What each hundredth of the seen area adds to the score"), said);
    assertTrue(said.contains("Orange raises the score (+0.0"), said);
    WebElement map = browser.findElement(By.cssSelector("#detail canvas.map"));
    Object coloured =
        browser.executeScript(
            "const c = arguments[0]; const all = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
                + " return [...all].filter((v, i) => i % 4 == 3 && v > 128).length / (c.width * c.height)",
            map);
    assertTrue(((Number) coloured).doubleValue() > .05, "share in strong colour: " + coloured);
    WebElement strength = browser.findElement(By.cssSelector("#detail input[type=range]"));
    browser.executeScript(
        "arguments[0].value = 0; arguments[0].dispatchEvent(new Event('input'))", strength);
    assertEquals(
        "0", browser.findElement(By.cssSelector("#detail canvas.map")).getCssValue("opacity"));
    assertEquals(List.of(), errors());
  }

  /** Errors on the page's console. */
  private List<String> errors() {
    return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
        .map(Object::toString)
        .toList();
  }

  private List<Double> shownScores() {
    // In one call: the page may draw its cards anew at any moment.
    return ((List<?>)
            browser.executeScript(
                "return [...document.querySelectorAll('.card .score')].map((s) => s.textContent)"))
        .stream().map(text -> Double.valueOf(text.toString())).toList();
  }

  @Test
  void aReloadKeepsScoresAndTheSamePhotographsAreNotScoredAgain() throws Exception {
    List<Path> images = images(6);
    choose(images);
    await(() -> cards() == 6 && !id("work").isDisplayed());
    List<Double> before = shownScores();
    browser.navigate().refresh();
    await(() -> cards() == 6);
    assertEquals(before, shownScores());
    choose(images);
    awaitStill();
    assertFalse(id("work").isDisplayed());
    assertEquals(6, cards());
    id("clear").click();
    await(() -> cards() == 0);
    browser.navigate().refresh();
    await(() -> id("model").isDisplayed());
    assertEquals(0, cards());
  }

  /** Their files are gone with the page: it says how many, and that they must be added again. */
  @Test
  void aReloadInTheMiddleTellsWhatIsNotScored() throws Exception {
    int port = server.port();
    server.close();
    OpeningTest.Held opener = new OpeningTest.Held(); // so that nothing is finished meanwhile
    server =
        TestServer.start(
            folder, s -> s.withAddress("127.0.0.1", port), opener, Duration.ofSeconds(60));
    browser.navigate().refresh();
    choose(images(5));
    await(() -> id("status").getText().contains("0 of 5"));
    browser.navigate().refresh();
    await(() -> id("problem-text").getText().contains("before 5 photographs were scored"));
    opener.go.countDown();
    choose(images(5));
    await(() -> cards() == 5);
    awaitStill();
    browser.navigate().refresh();
    await(() -> cards() == 5);
    assertFalse(id("problem").isDisplayed());
  }

  @Test
  void aServerThatRestartsUnderneathLosesNothing() throws Exception {
    List<Path> images = images(80);
    int port = server.port();
    server.close();
    choose(images);
    await(() -> id("status").getText().contains("does not answer"));
    server = TestServer.start(folder, s -> s.withAddress("127.0.0.1", port));
    await(() -> cards() == 80 && !id("work").isDisplayed());
  }

  /** Real files of the disk, dragged by the browser: photographs, a folder and a table at once. */
  @Test
  void whatIsDroppedIsScoredAndEvaluated() throws Exception {
    List<Path> images = images(30);
    Files.writeString(folder.resolve("images/notes.odt"), "no picture");
    StringBuilder human = new StringBuilder("image,score\n");
    for (int i = 0; i < images.size(); i++) {
      human.append("%s,0.%d%n".formatted(images.get(i).getFileName(), 10 + (7 * i) % 80));
    }
    Path table = Files.writeString(folder.resolve("people.csv"), human);
    drop(folder.resolve("images"), table);
    await(() -> id("evaluation").isDisplayed());
    assertEquals(30, cards());
    browser.switchTo().frame(id("report"));
    await(() -> browser.findElements(By.tagName("h1")).size() == 1);
    assertTrue(browser.findElement(By.tagName("body")).getText().contains("people"));
    assertTrue(browser.findElements(By.cssSelector("img[src^='data:image/jpeg']")).size() > 6);
    browser.switchTo().defaultContent();
    awaitStill();
    assertAccessible();
  }

  private void drop(Path... files) {
    Map<String, Object> data =
        Map.of(
            "items",
            List.of(),
            "files",
            Stream.of(files).map(Path::toString).toList(),
            "dragOperationsMask",
            1);
    for (String type : List.of("dragEnter", "dragOver", "drop")) {
      browser.executeCdpCommand(
          "Input.dispatchDragEvent", Map.of("type", type, "x", 300, "y", 200, "data", data));
    }
  }

  /** Nothing serious or critical by axe-core's rules, which follow WCAG 2.1. */
  private void assertAccessible() throws IOException {
    try (InputStream axe =
        PageTest.class.getResourceAsStream(
            "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js")) {
      browser.executeScript(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
    }
    Object found =
        browser.executeAsyncScript(
            "const done = arguments[0];"
                + "axe.run(document, {iframes: false}).then((r) => done(JSON.stringify(r.violations"
                + ".filter((v) => ['serious', 'critical'].includes(v.impact))"
                + ".map((v) => v.id + ': ' + v.nodes.map((n) => n.html).join(' ')))))");
    assertEquals("[]", found);
  }

  @Test
  void aScreenReaderFindsItsWayInLightAndDark() throws Exception {
    choose(images(9));
    await(() -> cards() == 9);
    awaitStill();
    for (String scheme : List.of("light", "dark")) {
      browser.executeCdpCommand(
          "Emulation.setEmulatedMedia",
          Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
      assertAccessible();
      browser.findElement(By.cssSelector(".card .open")).click();
      assertAccessible();
      browser.findElement(By.cssSelector("#detail [data-close]")).click();
      browser.get(server.address("/api").toString());
      await(() -> !browser.findElements(By.cssSelector("#routes section")).isEmpty());
      assertAccessible();
      browser.get(server.address("/").toString());
      await(() -> cards() == 9);
    }
  }

  @Test
  void setsAreSelectedFromTheGalleryAndDownloaded() throws Exception {
    server.close();
    TestServer.makeSure(TestServer.model(folder));
    server = TestServer.start(folder);
    browser.get(server.address("/").toString());
    choose(images(40));
    await(() -> cards() == 40);
    awaitStill();
    assertTrue(
        browser
            .findElement(By.cssSelector(".card .interval"))
            .getText()
            .matches("0\\.\\d\\d to .*"));
    id("sets").click();
    assertAccessible();
    id("sets-each").clear();
    id("sets-each").sendKeys("5");
    id("sets-share").clear();
    id("sets-share").sendKeys("40");
    id("sets-tolerance").clear();
    id("sets-tolerance").sendKeys("0.5");
    id("sets-near").click();
    id("sets-go").click();
    await(() -> id("selected-sets").isDisplayed());
    awaitStill();
    browser.switchTo().frame(id("sets-report"));
    await(() -> browser.findElements(By.tagName("h1")).size() == 1);
    String page = browser.findElement(By.tagName("body")).getText();
    assertTrue(page.contains("2 sets of 5"), page);
    assertTrue(page.contains("spectral_slope") || page.contains("luminance"), page);
    assertEquals(10, browser.findElements(By.cssSelector("img[src^='data:image/jpeg']")).size());
    browser.switchTo().defaultContent();
    assertAccessible();
    id("set-files").findElement(By.linkText("selection.csv")).click();
    Path csv = downloads.resolve("selection.csv");
    await(() -> Files.exists(csv));
    List<String> rows = Files.readAllLines(csv);
    assertEquals(11, rows.size());
    assertTrue(
        rows.get(0).startsWith("image,condition,score,low,high,aspect,luminance,contrast"),
        rows.get(0));
    id("sets-mark").click();
    assertEquals(10, browser.findElements(By.cssSelector(".card.picked")).size());
    id("sets").click();
    id("sets-each").clear();
    id("sets-each").sendKeys("30");
    id("sets-go").click();
    await(() -> id("sets-status").getText().contains("ask for"));
    id("choose-sets").findElement(By.cssSelector("[data-close]")).click();
    browser.navigate().refresh(); // what was measured is kept
    await(() -> cards() == 40);
    id("sets").click();
    id("sets-each").clear();
    id("sets-each").sendKeys("6");
    id("sets-go").click();
    await(() -> id("selected-sets").isDisplayed());
  }

  @Test
  void noRequestLeavesTheServer() throws Exception {
    choose(images(3));
    await(() -> cards() == 3);
    awaitStill();
    Object hosts =
        browser.executeScript(
            "return [...new Set(performance.getEntriesByType('resource').map((e) => new"
                + " URL(e.name).origin))].filter((o) => o !== 'null').join()");
    assertEquals(server.address("").toString(), hosts);
  }

  @Test
  void cancellingKeepsWhatIsThere() throws Exception {
    server.close(); // so that nothing is finished meanwhile
    choose(images(10));
    await(() -> id("work").isDisplayed());
    id("cancel").click();
    await(() -> !id("work").isDisplayed());
    assertFalse(id("problem").isDisplayed());
  }
}

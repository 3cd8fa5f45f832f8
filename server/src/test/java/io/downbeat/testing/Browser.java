package io.downbeat.testing;

import io.downbeat.platform.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;
import tools.jackson.databind.JsonNode;

/** Debian's Chromium, driven by its own driver; nothing is downloaded. Tests are skipped where there is none. */
public final class Browser implements AutoCloseable {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    /** Of the module, wherever the test was started from. */
    private static final Path PICTURES =
            Files.isDirectory(Path.of("server/src")) ? Path.of("server/target/pictures") : Path.of("target/pictures");

    private static final int WIDTH = 1280;
    private static final int HEIGHT = 900;
    private static final int PHONE_WIDTH = 390;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ChromeDriver driver;
    private final URI server;

    private Browser(ChromeDriver driver, URI server) {
        this.driver = driver;
        this.server = server;
    }

    /** Asked before anything is set up for it. */
    public static void requireChromium() {
        Assumptions.assumeTrue(
                Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER),
                "skipped: there is no Chromium here; install chromium and chromium-driver");
    }

    /** @param server where every address begins */
    public static Browser open(URI server) {
        requireChromium();
        var options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-background-networking",
                "--disable-dev-shm-usage",
                "--force-prefers-reduced-motion",
                "--window-size=" + WIDTH + "," + HEIGHT);
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .build();
        return new Browser(new ChromeDriver(service, options), server);
    }

    public void go(String path) {
        driver.get(server.resolve(path).toString());
    }

    /** Path and query of the page that is shown. */
    public String here() {
        URI uri = URI.create(Objects.requireNonNull(driver.getCurrentUrl()));
        return uri.getPath() + (uri.getQuery() == null ? "" : "?" + uri.getQuery());
    }

    public String text() {
        return driver.findElement(By.tagName("body")).getText();
    }

    public WebElement find(String css) {
        return new WebDriverWait(driver, PATIENCE).until(found -> found.findElement(By.cssSelector(css)));
    }

    public List<WebElement> all(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    public WebElement byTestId(String id) {
        return find("[data-testid=" + id + "]");
    }

    /** Clicks and waits until another page is there. */
    public void follow(WebElement element) {
        WebElement before = driver.findElement(By.tagName("html"));
        element.click();
        new WebDriverWait(driver, PATIENCE).until(found -> {
            try {
                return !found.findElement(By.tagName("html")).equals(before)
                        && "complete".equals(driver.executeScript("return document.readyState"));
            } catch (WebDriverException between) {
                return false;
            }
        });
    }

    public void waitFor(String css) {
        find(css);
    }

    /** Waits until the page has read this part of itself again. */
    public void waitForRefresh(String css) {
        driver.executeScript("document.querySelector(arguments[0]).setAttribute('data-read-before', '')", css);
        new WebDriverWait(driver, PATIENCE)
                .until(found -> found.findElements(By.cssSelector(css + "[data-read-before]"))
                        .isEmpty());
    }

    /** Waits until the page has gone to another one by itself. */
    public void waitForAddress(String begin) {
        new WebDriverWait(driver, PATIENCE).until(_ -> here().startsWith(begin));
    }

    /** As if all its sessions had ended. */
    public void forgetCookies() {
        driver.manage().deleteAllCookies();
    }

    /** What the page complained about since the last time; a refused form is a complaint of the browser and no error. */
    public List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(entry -> entry.getMessage())
                .filter(message -> !message.contains("the server responded with a status of 4"))
                .toList();
    }

    /** Every host but the server's that something was asked of since the last time. */
    public List<String> foreignRequests() {
        List<String> foreign = new ArrayList<>();
        for (var entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
            JsonNode message = Json.read(entry.getMessage()).path("message");
            String url = message.at("/params/request/url").asString("");
            if (message.path("method").asString("").equals("Network.requestWillBeSent")
                    && !url.startsWith(server.toString())
                    && !url.startsWith("data:")) {
                foreign.add(url);
            }
        }
        return foreign;
    }

    /** Findings of axe that keep somebody out, each with where it is. */
    public List<String> seriousFindings() {
        driver.executeScript(axe());
        Object found = driver.executeAsyncScript("""
            const done = arguments[arguments.length - 1];
            axe.run(document, {resultTypes: ['violations']}).then(
              (result) => done(result.violations.filter((v) => ['serious', 'critical'].includes(v.impact)).flatMap(
                (v) => v.nodes.map((n) => v.id + ': ' + n.target.join(' ') + ' ' + n.html.slice(0, 160)
                  + ' ' + n.failureSummary.slice(0, 200)))),
              (error) => done([String(error)]));
            """);
        List<String> findings = new ArrayList<>();
        ((List<?>) Objects.requireNonNull(found)).forEach(one -> findings.add(String.valueOf(one)));
        return findings;
    }

    /** The whole page in both schemes, and as a telephone shows it. */
    public void picture(String name) {
        picture(name + "-light", "light", WIDTH);
        picture(name + "-dark", "dark", WIDTH);
        picture(name + "-phone", "light", PHONE_WIDTH);
        scheme("light");
        driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }

    /** Whether the page is wider than a telephone's screen. */
    public boolean overflowsOnAPhone() {
        size(PHONE_WIDTH, HEIGHT);
        Object wider = driver.executeScript("return document.documentElement.scrollWidth > " + PHONE_WIDTH);
        driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        return Boolean.TRUE.equals(wider);
    }

    private void picture(String name, String scheme, int width) {
        scheme(scheme);
        size(width, HEIGHT);
        Long height = (Long) driver.executeScript("return document.documentElement.scrollHeight");
        size(width, Objects.requireNonNull(height).intValue());
        Map<String, Object> picture = driver.executeCdpCommand("Page.captureScreenshot", Map.of("format", "png"));
        try {
            Files.createDirectories(PICTURES);
            Files.write(PICTURES.resolve(name + ".png"), Base64.getDecoder().decode((String) picture.get("data")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void scheme(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                // Given again each time: what is left out goes back to the default, and a page that moves is caught in
                // motion.
                Map.of(
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", scheme),
                                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    private void size(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width == PHONE_WIDTH));
    }

    private static String axe() {
        try (InputStream in = Browser.class.getResourceAsStream("/axe/axe.min.js")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}

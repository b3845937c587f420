package org.ppsp.server.manage;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests a Chromium: one for all of them, started when the first asks. It is the system's;
/// nothing is downloaded.
public final class BrowserExtension implements ParameterResolver {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");

  /// For JUnit.
  public BrowserExtension() {}

  /// A browser and the process that drives it.
  private record Running(Playwright playwright, Browser browser) implements AutoCloseable {
    static Running start() {
      PlaywrightAssertions.setDefaultAssertionTimeout(Dashboard.PATIENCE_MS);
      Playwright playwright =
          Playwright.create(
              new Playwright.CreateOptions()
                  .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
      return new Running(
          playwright,
          playwright
              .chromium()
              .launch(
                  new BrowserType.LaunchOptions()
                      .setExecutablePath(executable())
                      .setArgs(
                          List.of("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"))));
    }

    @Override
    public void close() {
      browser.close();
      playwright.close();
    }
  }

  /// The browser's program: what the system property `chromium` names, or what is in the PATH.
  static Path executable() {
    String named = System.getProperty("chromium");
    if (named != null) {
      return Path.of(named);
    }
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "These tests need Chromium, and none of "
                        + NAMES
                        + " is in the PATH. Cure: apt-get install chromium, or name its program"
                        + " with -Dchromium=/path/to/it."));
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Browser.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(BrowserExtension.class))
        .computeIfAbsent(Running.class, key -> Running.start(), Running.class)
        .browser();
  }
}

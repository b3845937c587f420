package org.ppsp.server.manage;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// A tab of a browser in which the dashboard is open. When it is closed it has to be clean: nothing
/// came from elsewhere, no script failed, and nothing was refused by the policy for content.
final class Dashboard implements AutoCloseable {
  /// How long to wait for anything: far longer than it takes, also on a machine with other work.
  static final int PATIENCE_MS = 30_000;

  private final URI url;
  private final BrowserContext context;
  private final Page page;
  private final List<String> elsewhere = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();

  Dashboard(Browser browser, URI url, Browser.NewContextOptions options) {
    this.url = url;
    context = browser.newContext(options);
    context.setDefaultTimeout(PATIENCE_MS);
    page = context.newPage();
    page.onRequest(
        request -> {
          if (!request.url().startsWith(url.toString())) {
            elsewhere.add(request.url());
          }
        });
    page.onPageError(errors::add);
    page.onConsoleMessage(
        message -> {
          // Chromium says this of each answer that is no success; those are meant.
          if (message.type().equals("error")
              && !message.text().startsWith("Failed to load resource")) {
            errors.add(message.text());
          }
        });
    page.onDialog(
        dialog -> {
          errors.add("A script has opened: " + dialog.message());
          dialog.dismiss();
        });
  }

  /// Opens a page of it.
  static Dashboard open(Browser browser, URI url, String... path) {
    return open(browser, url, ColorScheme.LIGHT).go(path);
  }

  /// Opens no page yet.
  static Dashboard open(Browser browser, URI url, ColorScheme scheme) {
    return new Dashboard(
        browser,
        url,
        new Browser.NewContextOptions().setViewportSize(1280, 800).setColorScheme(scheme));
  }

  Page page() {
    return page;
  }

  /// Goes to a page by its address.
  Dashboard go(String... segments) {
    String path =
        Arrays.stream(segments)
            .map(segment -> URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20"))
            .collect(Collectors.joining("/"));
    page.navigate(url + "#/" + path);
    return this;
  }

  /// Goes to an address within the dashboard, as it is.
  Dashboard at(String address) {
    page.navigate(url + "#/" + address);
    return this;
  }

  Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  Locator heading(String name) {
    return page.getByRole(
        AriaRole.HEADING, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  Locator link(String name) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  /// What a figure beside its name says.
  Locator figure(String name) {
    return page.locator(".figures > div")
        .filter(
            new Locator.FilterOptions()
                .setHas(
                    page.locator("dt")
                        .getByText(name, new Locator.GetByTextOptions().setExact(true))))
        .locator("dd");
  }

  Locator field(String label) {
    return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
  }

  Locator column(String name) {
    return page.getByRole(
        AriaRole.COLUMNHEADER, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  /// A button of the question that is asked.
  Locator inDialog(String name) {
    return page.locator("dialog")
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
  }

  /// What is said to have gone wrong in the page.
  Locator problem() {
    return page.locator("main .problem");
  }

  /// The row of a table that begins with this name.
  Locator row(String name) {
    return page.locator("tbody tr")
        .filter(
            new Locator.FilterOptions()
                .setHas(
                    page.getByRole(
                        AriaRole.ROWHEADER,
                        new Page.GetByRoleOptions().setName(name).setExact(true))));
  }

  @Override
  public void close() {
    context.close();
    assertThat(elsewhere).as("asked elsewhere").isEmpty();
    assertThat(errors).as("errors in the page").isEmpty();
  }
}

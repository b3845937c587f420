package org.ppsp.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/// The manual page of a command in the macros of `man(7)`, from what `--help` says. For one thread
/// and one page.
final class ManualPage {
  private static final Pattern EXAMPLES = Pattern.compile("Examples?:");

  private final CommandSpec command;
  private final String version;
  private final StringBuilder page = new StringBuilder();

  private ManualPage(CommandSpec command, String version) {
    this.command = command;
    this.version = version;
  }

  /// The name of a command's page, without section: `ppsp-find`.
  static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName("-");
  }

  /// The page of a command.
  ///
  /// @param version of what the page is about, `ppsp 1.0`
  static String of(CommandLine command, String version) {
    return new ManualPage(command.getCommandSpec(), version).write(command);
  }

  private String write(CommandLine line) {
    UsageMessageSpec usage = command.usageMessage();
    List<String> description = description(usage);
    macro("TH", name(line).toUpperCase(Locale.ROOT), "1", "", version, "PPSP");
    macro("SH", "NAME");
    text(name(line) + " - " + description.getFirst());
    macro("SH", "SYNOPSIS");
    preformatted(line.getHelp().synopsis(0).lines().toList());
    macro("SH", "DESCRIPTION");
    paragraphs(description);
    if (!command.subcommands().isEmpty()) {
      macro("SH", "COMMANDS");
      command
          .subcommands()
          .forEach(
              (name, sub) ->
                  entry(bold(name), description(sub.getCommandSpec().usageMessage()).getFirst()));
    }
    macro("SH", "OPTIONS");
    command.options().stream()
        .filter(option -> !option.hidden())
        .sorted(Comparator.comparing(OptionSpec::longestName))
        .forEach(option -> entry(form(option), renderedDescription(option)));
    command
        .positionalParameters()
        .forEach(it -> entry(italic(it.paramLabel()), String.join(" ", it.description())));
    footer(List.of(usage.footer()));
    macro("SH", "EXIT STATUS");
    command
        .root()
        .usageMessage()
        .exitCodeList()
        .forEach((code, meaning) -> entry(bold(code), meaning));
    seeAlso();
    return page.toString();
  }

  /// The commands above it, and those below.
  private void seeAlso() {
    List<String> pages = new ArrayList<>();
    for (CommandSpec above = command.parent(); above != null; above = above.parent()) {
      pages.add(above.qualifiedName("-") + "(1)");
    }
    if (!pages.isEmpty()) {
      command.subcommands().values().forEach(below -> pages.add(name(below) + "(1)"));
      macro("SH", "SEE ALSO");
      text(String.join(", ", pages));
    }
  }

  /// What the command does; the first line in a sentence.
  private static List<String> description(UsageMessageSpec usage) {
    return Stream.of(usage.header(), usage.description())
        .flatMap(Stream::of)
        .map(line -> line.replace("%n", ""))
        .toList();
  }

  private static String renderedDescription(OptionSpec option) {
    return String.join(" ", option.description())
        .replace("${DEFAULT-VALUE}", String.valueOf(option.defaultValue()));
  }

  private static String form(OptionSpec option) {
    StringBuilder form = new StringBuilder();
    for (String name : option.names()) {
      form.append(form.isEmpty() ? "" : ", ").append(bold(name));
    }
    return option.arity().max() == 0
        ? form.toString()
        : form.append('=').append(italic(option.paramLabel())).toString();
  }

  /// Text and examples behind the options.
  private void footer(List<String> lines) {
    int begin = 0;
    while (begin < lines.size() && !EXAMPLES.matcher(lines.get(begin)).matches()) {
      begin++;
    }
    paragraphs(lines.subList(0, begin));
    if (begin < lines.size()) {
      macro("SH", "EXAMPLES");
      preformatted(lines.subList(begin + 1, lines.size()));
    }
  }

  private void paragraphs(List<String> lines) {
    for (String line : lines) {
      if (line.isBlank()) {
        page.append(".PP\n");
      } else {
        text(line);
      }
    }
  }

  private void preformatted(List<String> lines) {
    page.append(".nf\n");
    lines.forEach(line -> text(Ansi.OFF.string(line.stripTrailing())));
    page.append(".fi\n");
  }

  private void entry(String head, String body) {
    page.append(".TP\n").append(head).append('\n');
    text(body);
  }

  private void macro(String name, String... arguments) {
    page.append('.').append(name);
    for (String argument : arguments) {
      page.append(" \"").append(escaped(argument)).append('"');
    }
    page.append('\n');
  }

  /// A line of text; a dot at its begin would be a macro.
  private void text(String line) {
    page.append(line.startsWith(".") ? "\\&" : "").append(escaped(line)).append('\n');
  }

  private static String bold(String text) {
    return "\\fB" + escaped(text) + "\\fR";
  }

  private static String italic(String text) {
    return "\\fI" + escaped(text) + "\\fR";
  }

  /// Characters that roff would obey, or print as another that looks alike.
  private static String escaped(String text) {
    return text.replace("\\", "\\e")
        .replace("-", "\\-")
        .replace("'", "\\(aq")
        .replace("\"", "\\(dq")
        .replace("~", "\\(ti")
        .replace("^", "\\(ha")
        .replace("`", "\\(ga");
  }
}

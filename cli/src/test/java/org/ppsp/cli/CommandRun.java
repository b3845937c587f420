package org.ppsp.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/// A call of the command in this process.
///
/// @param code its exit status
/// @param out what it printed on standard output
/// @param err what it printed on standard error
record CommandRun(int code, String out, String err) {
  static CommandRun of(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int code = command.execute(args);
    return new CommandRun(code, out.toString(), err.toString());
  }
}

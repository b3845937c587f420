package org.ppsp.cli;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.ppsp.cli.enrol.EnrolException;
import picocli.CommandLine.Mixin;

/// A command below `ppsp enrol`. The engine and its libraries are loaded when it runs, not before.
abstract class EnrolTask implements Callable<Integer> {
  private static final int MAX_DAYS = 36_500;

  /// Where it prints.
  @Mixin final Console console = new Console();

  @Override
  public final Integer call() throws Failure {
    try {
      run();
      return ExitCode.OK;
    } catch (EnrolException e) {
      throw new Failure(String.valueOf(e.getMessage()), e);
    } catch (FileSystemException e) {
      Path file = Path.of(e.getFile() == null ? "" : e.getFile());
      throw new Failure(file + ": " + FileTrouble.describe(file, e), e);
    } catch (IOException e) {
      throw new Failure("a file cannot be read or written: " + e.getMessage(), e);
    }
  }

  /// Does it.
  abstract void run() throws EnrolException, IOException;

  /// The value of `--days`.
  final Duration days(int days) {
    if (days < 1 || days > MAX_DAYS) {
      throw console.misuse("--days must be 1 to " + MAX_DAYS + ", not " + days);
    }
    return Duration.ofDays(days);
  }
}

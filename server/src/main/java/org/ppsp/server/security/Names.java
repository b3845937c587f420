package org.ppsp.server.security;

import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A set of names and of beginnings of names, which end in an asterisk. Immutable.
final class Names {
  private final Set<String> whole = new HashSet<>();

  /// None of them begins with another one of them.
  private final TreeSet<String> beginnings = new TreeSet<>();

  private Names() {}

  static Names of(Collection<String> texts) {
    Names names = new Names();
    TreeSet<String> all = new TreeSet<>();
    for (String text : texts) {
      if (text.endsWith("*")) {
        all.add(text.substring(0, text.length() - 1));
      } else {
        names.whole.add(text);
      }
    }
    for (String beginning : all) { // a shorter one comes before those that begin with it
      if (names.beginnings.isEmpty() || !beginning.startsWith(names.beginnings.last())) {
        names.beginnings.add(beginning);
      }
    }
    return names;
  }

  boolean contain(String name) {
    if (whole.contains(name)) {
      return true;
    }
    // Only the last one that is not behind the name can be its beginning.
    String nearest = beginnings.floor(name);
    return nearest != null && name.startsWith(nearest);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Names that
        && whole.equals(that.whole)
        && beginnings.equals(that.beginnings);
  }

  @Override
  public int hashCode() {
    return Objects.hash(whole, beginnings);
  }
}

package org.ppsp.server.manage;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.Match;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.SwarmId;
import org.ppsp.tracker.Explanation;
import org.ppsp.tracker.Tracker;

/// Why a FIND tells whom.
public final class ExplainRoutes {
  private static final int MOST_CHUNKS = 1000;
  private static final int MOST_PEERS = 1000;
  private static final int MOST_REQUIREMENTS = 64;

  private final Tracker tracker;

  /// Makes them.
  public ExplainRoutes(Tracker tracker) {
    this.tracker = tracker;
  }

  /// The calls.
  public List<Route> routes() {
    return List.of(Route.of("POST", "/api/v1/explain", this::explain));
  }

  record Question(
      @Nullable String peer,
      @Nullable String swarm,
      @Nullable String chunks,
      @Nullable Integer peernum,
      @Nullable List<Wanted> requirements,
      @Nullable String about) {}

  record Wanted(@Nullable String property, @Nullable String value, @Nullable String match) {}

  record Answer(
      List<String> listed,
      int members,
      int looked,
      int candidates,
      List<Explanation.Reason> reasons,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable About about) {}

  record About(String peer, boolean listed, String reason) {}

  private Reply explain(Ask ask) {
    Question question = ask.json(Question.class);
    Explanation explanation;
    PeerId asker;
    try {
      asker = new PeerId(needed("peer", question.peer));
      explanation =
          tracker
              .explain(
                  asker,
                  new SwarmId(needed("swarm", question.swarm)),
                  question.chunks == null || question.chunks.isBlank()
                      ? ChunkSet.EMPTY
                      : ChunkSet.parse(question.chunks, MOST_CHUNKS),
                  requirements(question.requirements),
                  peernum(question.peernum),
                  question.about == null || question.about.isEmpty()
                      ? null
                      : new PeerId(question.about))
              .orElse(null);
    } catch (IllegalArgumentException e) {
      throw Problem.bad(String.valueOf(e.getMessage()));
    }
    if (explanation == null) {
      throw Problem.missing("peer " + asker + " is not connected, so that it can find no one");
    }
    Explanation.About about = explanation.about();
    return Reply.json(
        new Answer(
            explanation.listed().stream().map(PeerId::value).toList(),
            explanation.members(),
            explanation.looked(),
            explanation.candidates(),
            explanation.reasons(),
            about == null
                ? null
                : new About(about.peer().value(), about.listed(), about.reason())));
  }

  private static Match match(String text) {
    return switch (text) {
      case "min" -> Match.MIN;
      case "max" -> Match.MAX;
      case "equal" -> Match.EQUAL;
      case "prefer" -> Match.PREFER;
      default -> throw Problem.bad("'match' must be min, max, equal or prefer");
    };
  }

  private static String needed(String name, @Nullable String text) {
    if (text == null) {
      throw Problem.bad("'" + name + "' is missing");
    }
    return text;
  }

  private static OptionalInt peernum(@Nullable Integer wanted) {
    if (wanted == null) {
      return OptionalInt.empty();
    }
    if (wanted < 0 || wanted > MOST_PEERS) {
      throw Problem.bad("'peernum' must be a number from 0 to " + MOST_PEERS);
    }
    return OptionalInt.of(wanted);
  }

  private static List<Requirement> requirements(@Nullable List<Wanted> wanted) {
    List<Requirement> requirements = new ArrayList<>();
    for (Wanted one : wanted == null ? List.<Wanted>of() : wanted) {
      if (requirements.size() == MOST_REQUIREMENTS) {
        throw Problem.bad("at most %s requirements may be made".formatted(MOST_REQUIREMENTS));
      }
      if (one == null) {
        throw Problem.bad("a requirement must be an object");
      }
      Property property = Property.of(needed("property", one.property));
      String value = needed("value", one.value);
      requirements.add(
          one.match == null
              ? Requirement.of(property, value)
              : new Requirement(property, match(one.match), value));
    }
    return requirements;
  }
}

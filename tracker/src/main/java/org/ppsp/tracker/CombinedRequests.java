package org.ppsp.tracker;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.PeerList;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmAction;
import org.ppsp.protocol.SwarmAction.Action;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.SwarmResult;
import org.ppsp.protocol.SwarmStats;

/// The requests of RFC 7846, each done with the tracker's own operations: its CONNECT is a CONNECT,
/// JOINs and LEAVEs. What it adds is which action is valid in which state of a peer (section 4.1.1,
/// table 6 there), and what to say of each.
///
/// What throws [Refused] says so to the peer; [Tracker#handle] catches it.
final class CombinedRequests {
  private final Tracker tracker;
  private final boolean strict;
  private final int most;

  /// @param strict whether table 6 is kept to the letter, which lets no connected peer become a
  ///   SEEDER
  /// @param most how many swarms a message may name
  CombinedRequests(Tracker tracker, boolean strict, int most) {
    this.tracker = tracker;
    this.strict = strict;
    this.most = most;
  }

  /// Does what a peer asks for and gives the answer.
  Response handle(Request.Combined request, Caller caller) {
    return switch (request) {
      case Request.SwarmActions actions -> connect(actions, caller);
      case Request.FindMembers find -> find(find, caller);
      case Request.SwarmReports reports -> report(reports, caller);
    };
  }

  private Response connect(Request.SwarmActions request, Caller caller) {
    List<SwarmAction> actions = request.actions();
    checkNumber(actions.size());
    Session known = tracker.live(request.peerId());
    if (known == null
        && !actions.isEmpty()
        && actions.stream().allMatch(a -> atFirst(a, actions) != null)) {
      return nothingToDo(request, caller);
    }
    Tracker.Registered registered =
        known != null && request.addresses().isEmpty()
            ? new Tracker.Registered(tracker.session(request, caller), false, null)
            : tracker.register(request.connect(), caller);
    Session session = registered.session();
    // In the state TRACKING; one that is registered without a swarm is not in it yet.
    boolean isTracked = known != null && known.memberships().length > 0;
    Caller owner = new Caller(caller.ip(), caller.port(), session.token(), caller.credential());
    List<SwarmResult> results = new ArrayList<>(actions.size());
    Refused first = null;
    for (SwarmAction action : actions) {
      try {
        String problem =
            known == null
                ? atFirst(action, actions)
                : isTracked ? whenTracked(action, known) : null;
        if (problem != null) {
          throw new Refused(Status.FORBIDDEN_ACTION, problem);
        }
        PeerList peers = act(request, action, session, owner);
        results.add(new SwarmResult(action.swarmId(), true, peers));
      } catch (Refused refused) {
        first = first == null ? refused : first;
        results.add(new SwarmResult(action.swarmId(), false, null));
      }
    }
    if (first != null && results.stream().noneMatch(SwarmResult::successful)) {
      if (registered.isNew()) {
        tracker.end(session, Change.DISCONNECTED);
      }
      throw first;
    }
    if (known != null && hasLeftAll(session, actions, results)) {
      // There is no other word for it; the caller as it came, so that a repetition is known.
      var _ =
          tracker.disconnect(
              new Request.Disconnect(request.transactionId(), request.peerId(), null), caller);
    }
    return answer(request, caller, session, results, registered.warning());
  }

  private void checkNumber(int swarms) {
    if (swarms > most) {
      throw new Refused(
          Status.BAD_REQUEST,
          "a message may name %s swarms, not %s: send several".formatted(most, swarms));
    }
  }

  /// What makes an action invalid for a peer that is not connected, in words; null if nothing does.
  private @Nullable String atFirst(SwarmAction action, List<SwarmAction> all) {
    boolean leaves =
        all.stream().anyMatch(other -> isLeave(other) && (strict || isOf(other, action)));
    return leaves ? "not connected, so there is nothing to leave: send JOIN alone" : null;
  }

  /// The same for a peer that is in a swarm.
  private @Nullable String whenTracked(SwarmAction action, Session session) {
    if (!strict || isLeave(action) || action.mode() != PeerMode.SEEDER) {
      return null;
    }
    Membership membership = session.membership(action.swarmId());
    boolean repeated = membership != null && membership.mode() == PeerMode.SEEDER;
    return repeated
        ? null
        : "a connected peer cannot JOIN as SEEDER at this tracker (RFC 7846, table 6): LEAVE all"
            + " swarms first";
  }

  private static boolean isLeave(SwarmAction action) {
    return action.action() == Action.LEAVE;
  }

  private static boolean isOf(SwarmAction one, SwarmAction other) {
    return one.swarmId().equals(other.swarmId());
  }

  /// Only invalid actions of a peer that is not connected: a repetition of what took its leave, or
  /// a mistake.
  private Response nothingToDo(Request.SwarmActions request, Caller caller) {
    List<SwarmAction> actions = request.actions();
    if (tracker.hasJustGone(request, caller)) {
      return answer(
          request,
          caller,
          null,
          actions.stream().map(a -> new SwarmResult(a.swarmId(), true, null)).toList(),
          null);
    }
    throw new Refused(
        Status.FORBIDDEN_ACTION, String.valueOf(atFirst(actions.getFirst(), actions)));
  }

  private @Nullable PeerList act(
      Request.SwarmActions request, SwarmAction action, Session session, Caller owner) {
    SwarmId swarm = action.swarmId();
    if (isLeave(action)) {
      var _ =
          tracker.leave(
              new Request.Leave(request.transactionId(), request.peerId(), swarm, ChunkSet.EMPTY),
              owner);
      return null;
    }
    var _ =
        tracker.join(
            new Request.Join(
                request.transactionId(),
                request.peerId(),
                swarm,
                null,
                action.mode(),
                OptionalInt.empty(),
                ChunkSet.EMPTY,
                List.of()),
            owner,
            true);
    return action.mode() == PeerMode.LEECH || request.listed()
        ? tracker.peers(session, swarm, ChunkSet.EMPTY, request.preferences(), request.peernum())
        : null;
  }

  private boolean hasLeftAll(
      Session session, List<SwarmAction> actions, List<SwarmResult> results) {
    for (int i = 0; i < actions.size(); i++) {
      if (isLeave(actions.get(i)) && results.get(i).successful()) {
        return !tracker.isMemberSomewhere(session);
      }
    }
    return false;
  }

  /// Peers that know their public address need not be told it.
  private Response answer(
      Request.SwarmActions request,
      Caller caller,
      @Nullable Session session,
      List<SwarmResult> results,
      @Nullable String warning) {
    boolean knows = request.addresses().stream().anyMatch(a -> a.type() != AddressType.HOST);
    return new Response.SwarmActions(
        request.transactionId(),
        knows ? null : caller.observed(),
        tracker.keepaliveSeconds(),
        results,
        session == null ? null : session.token(),
        warning);
  }

  private Response find(Request.FindMembers request, Caller caller) {
    SwarmId swarm = request.swarmId();
    Response.Find found =
        (Response.Find)
            tracker.find(
                new Request.Find(
                    request.transactionId(),
                    request.peerId(),
                    swarm,
                    ChunkSet.EMPTY,
                    request.peernum(),
                    request.preferences()),
                caller);
    if (found.peers().isEmpty() && tracker.totals(swarm).isEmpty()) {
      throw new Refused(Status.FORBIDDEN_ACTION, "nobody is in this swarm: is swarm_id right?");
    }
    return found;
  }

  private Response report(Request.SwarmReports request, Caller caller) {
    checkNumber(request.reports().size());
    List<SwarmResult> results = new ArrayList<>(request.reports().size());
    Refused first = null;
    for (SwarmStats report : request.reports()) {
      try {
        var _ =
            tracker.report(
                new Request.StatReport(
                    request.transactionId(), request.peerId(), report.swarmId(), report.stats()),
                caller);
        results.add(new SwarmResult(report.swarmId(), true, null));
      } catch (Refused refused) {
        first = first == null ? refused : first;
        results.add(new SwarmResult(report.swarmId(), false, null));
      }
    }
    if (first != null && results.stream().noneMatch(SwarmResult::successful)) {
      throw first;
    }
    return new Response.SwarmReports(request.transactionId(), results);
  }
}

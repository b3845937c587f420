package org.ppsp.tracker;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.PeerList;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmAction;
import org.ppsp.protocol.SwarmAction.Action;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.SwarmResult;
import org.ppsp.protocol.SwarmStats;

/// The requests of RFC 7846, each done with the tracker's own operations: its CONNECT is a CONNECT,
/// JOINs and LEAVEs. What it adds is which action is valid in which state of a peer (section 4.1.1,
/// table 6 there), and what to say of each. All of a request is done in one step, under the lock of
/// its session.
///
/// What throws [Refused] says so to the peer; [Tracker#handle] catches it.
final class CombinedRequests {
  /// What a peer can say of itself where it says what the peers should have that it is given
  /// (`peer_num`, section 3.2.2).
  private static final Set<Property> ASIDES =
      Set.of(
          Property.NAT, Property.CONCURRENT_LINKS, Property.ONLINE_TIME, Property.UPLOAD_BANDWIDTH);

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
  ///
  /// @param work what it costs beyond a plain request is added to: each further swarm is one more
  Response handle(Request.Combined request, Caller caller, Work work) {
    return switch (request) {
      case Request.SwarmActions actions -> connect(actions, caller, work);
      case Request.FindMembers find -> find(find, caller, work);
      case Request.SwarmReports reports -> report(reports, caller, work);
    };
  }

  private Response connect(Request.SwarmActions request, Caller caller, Work work) {
    List<SwarmAction> actions = request.actions();
    checkNumber(actions.size(), work);
    while (true) {
      Done done =
          request.addresses().isEmpty()
              ? tracker.inOneStep(
                  request, caller, (known, warning) -> act(request, caller, known, false, warning))
              : tracker.refreshed(
                  request.connect(),
                  caller,
                  (known, warning) -> act(request, caller, known, false, warning));
      if (done == null && request.refreshes()) {
        throw new Refused(
            Status.BAD_REQUEST,
            "connect: the member swarm_action is missing; name a swarm to JOIN");
      }
      if (done == null
          && !actions.isEmpty()
          && actions.stream().allMatch(a -> atFirst(a, actions) != null)) {
        return nothingToDo(request, caller);
      }
      if (done == null) {
        done =
            tracker.begun(
                request.connect(),
                caller,
                (fresh, warning) -> act(request, caller, fresh, true, warning));
      }
      if (done != null) { // or another request has begun or ended the session meanwhile
        return answer(request, caller, done.token, listed(request, done, work), done.warning);
      }
    }
  }

  /// What became of the parts of a request.
  ///
  /// @param results without lists
  private record Done(
      Session session,
      @Nullable SessionToken token,
      List<SwarmResult> results,
      @Nullable String warning) {}

  /// Does the actions. Under the session's lock.
  private Done act(
      Request.SwarmActions request,
      Caller caller,
      Session session,
      boolean isNew,
      @Nullable String warning) {
    List<SwarmAction> actions = request.actions();
    // In the state TRACKING; one that is registered without a swarm is not in it yet.
    boolean isTracked = !isNew && session.memberships().length > 0;
    List<SwarmResult> results = new ArrayList<>(actions.size());
    Refused first = null;
    for (SwarmAction action : actions) {
      try {
        String problem =
            isNew ? atFirst(action, actions) : isTracked ? whenTracked(action, session) : null;
        if (problem != null) {
          throw new Refused(Status.FORBIDDEN_ACTION, problem);
        }
        act(request, action, session);
        results.add(new SwarmResult(action.swarmId(), true, null));
      } catch (Refused refused) {
        first = first == null ? refused : first;
        results.add(new SwarmResult(action.swarmId(), false, null));
      }
    }
    if (first != null && results.stream().noneMatch(SwarmResult::successful)) {
      if (isNew) {
        tracker.end(session, Change.DISCONNECTED);
      }
      throw first;
    }
    if (!isNew && hasLeftAll(session, actions, results)) {
      tracker.takeLeave(session, request, caller); // there is no other word for it
    } else {
      tracker.storeAsides(session, asides(request.preferences()));
    }
    return new Done(session, Tracker.tokenFor(session, caller, isNew), results, warning);
  }

  private void checkNumber(int swarms, Work work) {
    if (swarms > most) {
      throw new Refused(
          Status.BAD_REQUEST,
          "a message may name %s swarms, not %s: send several".formatted(most, swarms));
    }
    work.add(Work.PLAIN * Math.max(0, swarms - 1));
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

  private void act(Request.SwarmActions request, SwarmAction action, Session session) {
    SwarmId swarm = action.swarmId();
    if (isLeave(action)) {
      tracker.leave(
          session,
          new Request.Leave(request.transactionId(), request.peerId(), swarm, ChunkSet.EMPTY));
    } else {
      tracker.enterForGood(
          session,
          new Request.Join(
              request.transactionId(),
              request.peerId(),
              swarm,
              null,
              action.mode(),
              OptionalInt.empty(),
              ChunkSet.EMPTY,
              List.of()));
    }
  }

  /// The results with the lists that belong to them. Without the session's lock, for searching
  /// takes time and changes nothing.
  private List<SwarmResult> listed(Request.SwarmActions request, Done done, Work work) {
    List<SwarmResult> listed = new ArrayList<>(done.results.size());
    for (int i = 0; i < done.results.size(); i++) {
      SwarmAction action = request.actions().get(i);
      SwarmResult result = done.results.get(i);
      boolean hasList =
          result.successful()
              && !isLeave(action)
              && (action.mode() == PeerMode.LEECH || request.listed());
      listed.add(hasList ? withList(request, done.session, result, work) : result);
    }
    return listed;
  }

  private SwarmResult withList(
      Request.SwarmActions request, Session session, SwarmResult result, Work work) {
    PeerList peers =
        tracker.peers(
            session,
            result.swarmId(),
            ChunkSet.EMPTY,
            request.preferences(),
            request.peernum(),
            work);
    return new SwarmResult(result.swarmId(), true, peers);
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
  ///
  /// @param token as the answer tells it
  private Response answer(
      Request.SwarmActions request,
      Caller caller,
      @Nullable SessionToken token,
      List<SwarmResult> results,
      @Nullable String warning) {
    boolean knows = request.addresses().stream().anyMatch(a -> a.type() != AddressType.HOST);
    return new Response.SwarmActions(
        request.transactionId(),
        knows ? null : caller.observed(),
        tracker.keepaliveSeconds(),
        results,
        token,
        warning);
  }

  /// What a peer says of itself in its preferences: they are of its own kind, too.
  private static List<Stat> asides(List<Requirement> preferences) {
    return preferences.stream()
        .filter(said -> ASIDES.contains(said.property()))
        .map(said -> new Stat(said.property(), said.value()))
        .toList();
  }

  private Response find(Request.FindMembers request, Caller caller, Work work) {
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
                caller,
                work);
    if (found.peers().isEmpty() && tracker.totals(swarm).isEmpty()) {
      throw new Refused(Status.FORBIDDEN_ACTION, "nobody is in this swarm: is swarm_id right?");
    }
    storeAsides(request, work);
    return found;
  }

  private void storeAsides(Request.FindMembers request, Work work) {
    List<Stat> said = asides(request.preferences());
    Session session = said.isEmpty() ? null : tracker.live(request.peerId());
    if (session != null && session.statistics().withAsides(said) != session.statistics()) {
      synchronized (session) {
        if (tracker.storeAsides(session, said)) {
          work.add(Work.PLAIN); // as much as a report
        }
      }
    }
  }

  private Response report(Request.SwarmReports request, Caller caller, Work work) {
    checkNumber(request.reports().size(), work);
    Done done =
        tracker.inOneStep(
            request,
            caller,
            (session, warning) -> new Done(session, null, store(request, session), null));
    if (done == null) {
      throw tracker.notConnected();
    }
    List<SwarmResult> results = done.results;
    for (int i = 0; i < results.size(); i++) {
      if (results.get(i).successful()) { // not before: it may lock other sessions
        tracker.accuse(done.session, request.peerId(), request.reports().get(i).stats());
      }
    }
    return new Response.SwarmReports(request.transactionId(), results);
  }

  /// Stores what is told. Under the session's lock.
  private List<SwarmResult> store(Request.SwarmReports request, Session session) {
    List<SwarmResult> results = new ArrayList<>(request.reports().size());
    Refused first = null;
    for (SwarmStats report : request.reports()) {
      try {
        tracker.store(session, report.swarmId(), report.stats());
        results.add(new SwarmResult(report.swarmId(), true, null));
      } catch (Refused refused) {
        first = first == null ? refused : first;
        results.add(new SwarmResult(report.swarmId(), false, null));
      }
    }
    if (first != null && results.stream().noneMatch(SwarmResult::successful)) {
      throw first;
    }
    return results;
  }
}

package org.ppsp.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.SessionToken;

/// The array beside a plain list that does the same, over several segments.
class MemberArrayTest {
  private static final int SEVERAL_SEGMENTS = 40_000;

  private final MemberArray array = new MemberArray();
  private final List<Membership> model = new ArrayList<>();
  private final Random random = new Random(1);
  private final Swarm swarm = TestTracker.swarm("s");

  /// Names of different lengths.
  private final List<Session> sessions =
      IntStream.range(0, 20).mapToObj(i -> session("p".repeat(1 + i))).toList();

  private static Session session(String name) {
    return new Session(
        TestTracker.connectRequest(name, List.of()),
        IpAddress.v4(1 << 24),
        6000,
        new SessionToken(1, 1),
        0);
  }

  private void add() {
    Membership member = new Membership(swarm, sessions.get(random.nextInt(sessions.size())));
    int at = random.nextInt();
    array.add(member, member.session().listing(), at, 0);
    int position = Integer.remainderUnsigned(at, model.size() + 1);
    if (position == model.size()) {
      model.add(member);
    } else {
      model.add(model.set(position, member));
    }
  }

  private void remove(int position) {
    Membership member = model.get(position);
    array.remove(member);
    Membership last = model.removeLast();
    if (position < model.size()) {
      model.set(position, last);
    }
    assertThat(member.index).isEqualTo(-1);
  }

  private void checkAll() {
    assertThat(array.size()).isEqualTo(model.size());
    for (int i = 0; i < model.size() + 100; i++) {
      MemberArray.Segment segment = array.segment(i);
      Membership there = segment == null ? null : segment.member(MemberArray.offset(i));
      Membership expected = i < model.size() ? model.get(i) : null;
      checkListing(segment, i, expected);
      if (there != expected || there != null && there.index != i) {
        throw new AssertionError("position %s of %s".formatted(i, model.size()));
      }
    }
  }

  private static void checkListing(
      MemberArray.@Nullable Segment segment, int position, @Nullable Membership expected) {
    byte[] listing = {};
    if (segment != null) {
      int at = MemberArray.offset(position);
      listing = Listings.copy(segment.listings(at), at);
    }
    assertThat(listing).isEqualTo(expected == null ? new byte[0] : expected.session().listing());
  }

  @Test
  void growsAndShrinks_overSeveralSegments() {
    for (int i = 0; i < SEVERAL_SEGMENTS; i++) {
      add();
      if (i % 5000 == 0) {
        checkAll();
      }
    }
    checkAll();
    while (!model.isEmpty()) {
      remove(random.nextInt(model.size()));
      if (model.size() % 5000 == 0) {
        checkAll();
      }
    }
    assertThat(array.segment(3)).as("what is no longer needed is given back").isNull();
  }

  @Test
  void joinsAndLeaves_atTheEdgeOfASegment() {
    int edge = 1 << 14;
    while (model.size() < edge) {
      add();
    }
    for (int i = 0; i < 2000; i++) {
      if (random.nextBoolean()) {
        add();
      } else {
        remove(random.nextInt(model.size()));
      }
    }
    checkAll();
  }
}

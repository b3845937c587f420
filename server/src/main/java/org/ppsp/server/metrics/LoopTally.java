package org.ppsp.server.metrics;

import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Codec;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.PeerList;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmResult;
import org.ppsp.protocol.json.JsonCodec;
import org.ppsp.server.http.Answer;
import org.ppsp.server.http.Tally;

/// The numbers of one event loop, which alone changes them: places in arrays that are found by
/// arithmetic, so that a request costs some ten nanoseconds and no garbage.
final class LoopTally implements Tally {
  /// Requests whose method was not read stand behind those of all methods.
  static final int METHODS = Method.values().length + 1;

  static final int ENCODINGS = 2;
  static final int STATUSES = Status.values().length;

  /// HTTP statuses are less than that.
  static final int CODES = 600;

  static final int RECEIVED = 0;
  static final int SENT = 1;
  static final int ACCEPTED = 2;
  static final int HANDSHAKES = 3;
  static final int FAILED_HANDSHAKES = 4;
  private static final int NUMBERS = 5;

  final Cells requests = new Cells(METHODS * ENCODINGS * STATUSES);
  final Cells codes = new Cells(CODES);
  final Cells numbers = new Cells(NUMBERS);
  final Histogram[] durations = new Histogram[METHODS];
  final Histogram lists = Histogram.ofLengths();
  final Histogram delays = Histogram.ofTimes();

  /// The last one, for other threads.
  volatile long delay;

  LoopTally() {
    for (int method = 0; method < METHODS; method++) {
      durations[method] = Histogram.ofTimes();
    }
  }

  /// Where the requests of a kind are counted.
  ///
  /// @param encoding 0 for XML, 1 for JSON
  static int requests(int method, int encoding, int status) {
    return (method * ENCODINGS + encoding) * STATUSES + status;
  }

  @Override
  public long now() {
    return System.nanoTime();
  }

  @Override
  public void connected() {
    numbers.add(ACCEPTED, 1);
  }

  @Override
  public void received(int bytes) {
    numbers.add(RECEIVED, bytes);
  }

  @Override
  public void sent(int bytes) {
    numbers.add(SENT, bytes);
  }

  @Override
  public void handshaken(boolean done) {
    numbers.add(done ? HANDSHAKES : FAILED_HANDSHAKES, 1);
  }

  @Override
  public void answered(Codec codec, Answer answer, long whole) {
    Response response = answer.response();
    Method known = response.method();
    int method = known == null ? METHODS - 1 : known.ordinal();
    int encoding = codec instanceof JsonCodec ? 1 : 0;
    requests.add(requests(method, encoding, response.status().ordinal()), 1);
    codes.add(answer.http(), 1);
    if (whole != NEVER) {
      durations[method].add(now() - whole);
    }
    switch (response) {
      case Response.Find find -> listed(find.peers());
      case Response.FindChunk find -> listed(find.peers());
      case Response.Join join -> listed(join.peers());
      case Response.JoinChunk join -> listed(join.peers());
      case Response.SwarmActions actions -> {
        for (SwarmResult result : actions.results()) {
          listed(result.peers());
        }
      }
      case Response.Connect _,
          Response.Disconnect _,
          Response.Leave _,
          Response.KeepAlive _,
          Response.StatReport _,
          Response.SwarmReports _,
          Response.StatQuery _,
          Response.Refusal _ -> {}
    }
  }

  private void listed(@Nullable PeerList peers) {
    if (peers != null) {
      lists.add(peers.size());
    }
  }

  @Override
  public void delayed(long nanos) {
    delays.add(nanos);
    delay = nanos;
  }
}

package org.ppsp.protocol.json;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmAction;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.SwarmResult;
import org.ppsp.protocol.SwarmStats;
import org.ppsp.protocol.TransactionId;

/// What a message holds of what the protocol knows, and the first thing that is wrong with it.
/// Lists that are null were not there.
final class Message {
  @Nullable String version;
  @Nullable String requestType;
  @Nullable String responseType;
  @Nullable String errorCode;
  @Nullable TransactionId transactionId;
  @Nullable String peerId;

  // connect and find
  boolean hasConnect;
  boolean hasPeerNum;
  OptionalInt peerCount = OptionalInt.empty();
  final List<Requirement> preferences = new ArrayList<>(0);
  @Nullable SwarmId swarmId;
  final List<PeerAddress> addresses = new ArrayList<>(1);
  @Nullable List<SwarmAction> actions;

  // stat_report
  @Nullable List<SwarmStats> reports;

  // responses
  final List<PeerAddress> observed = new ArrayList<>(0);
  @Nullable List<SwarmResult> results;
  @Nullable String warning;
  @Nullable String reason;
  long keepaliveInterval;
  @Nullable List<Property> statRequest;

  private @Nullable Status problem;
  private String problemReason = "";

  /// Notes that something is wrong, unless something was before.
  void refuse(Status status, String why) {
    if (problem == null) {
      problem = status;
      problemReason = why;
    }
  }

  /// Takes back what [#refuse] noted: the value is passed over after all.
  void accept() {
    problem = null;
    problemReason = "";
  }

  /// Notes a version that is not supported. It goes before all else: other versions have other
  /// rules.
  void refuseVersion(String why) {
    problem = Status.UNSUPPORTED_VERSION;
    problemReason = why;
  }

  /// What is wrong; null if nothing is.
  @Nullable Status problem() {
    return problem;
  }

  /// Why.
  String problemReason() {
    return problemReason;
  }
}

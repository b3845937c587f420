/// A tracker and a peer for tests: real sockets on a free port of the loopback address, with
/// scripted answers.
///
/// ```java
/// try (FakeTracker tracker = FakeTracker.start()) {
///   tracker.enqueue(Method.JOIN, Reply.refusal(Status.SERVICE_UNAVAILABLE, "busy").retryAfter("1"));
///   // let what is tested talk to tracker.uri()
///   Request.Join join = (Request.Join) tracker.await(Method.JOIN).request();
/// }
/// ```
@NullMarked
package org.ppsp.testkit;

import org.jspecify.annotations.NullMarked;

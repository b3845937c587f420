package org.ppsp.server.security;

import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;
import org.ppsp.server.http.Sender;
import org.ppsp.tracker.Caller;
import org.ppsp.tracker.Credential;
import org.ppsp.tracker.Work;

/// A sender and what it has proved.
record ProvenSender(Sender sender, Credential credential) implements Sender {
  @Override
  public Caller caller() {
    return sender.caller().with(credential);
  }

  @Override
  public @Nullable String authorization() {
    return sender.authorization();
  }

  @Override
  public String method() {
    return sender.method();
  }

  @Override
  public String target() {
    return sender.target();
  }

  @Override
  public boolean isProxied() {
    return sender.isProxied();
  }

  @Override
  public @Nullable X509Certificate certificate() {
    return sender.certificate();
  }

  @Override
  public @Nullable String pageProblem() {
    return sender.pageProblem();
  }

  @Override
  public boolean isPage() {
    return sender.isPage();
  }

  @Override
  public byte[] body() {
    return sender.body();
  }

  @Override
  public int size() {
    return sender.size();
  }

  @Override
  public Work work() {
    return sender.work();
  }
}

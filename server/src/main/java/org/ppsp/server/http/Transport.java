package org.ppsp.server.http;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;

/// How the front talks to the operating system.
public enum Transport {
  /// Epoll where it works, NIO elsewhere.
  AUTO,
  /// Linux's epoll, by Netty's native library.
  EPOLL,
  /// Linux's io_uring, by Netty's native library.
  IO_URING,
  /// The JDK's own, everywhere.
  NIO;

  /// This transport, or NIO where its native library or the kernel's part is missing.
  Transport available() {
    return switch (this) {
      case AUTO, EPOLL -> Epoll.isAvailable() ? EPOLL : NIO;
      case IO_URING -> IoUring.isAvailable() ? IO_URING : NIO;
      case NIO -> NIO;
    };
  }

  IoHandlerFactory handlers() {
    return switch (this) {
      case EPOLL -> PatientEpoll.newFactory();
      case IO_URING -> IoUringIoHandler.newFactory();
      case NIO, AUTO -> NioIoHandler.newFactory();
    };
  }

  Class<? extends ServerChannel> serverChannel() {
    return switch (this) {
      case EPOLL -> EpollServerSocketChannel.class;
      case IO_URING -> IoUringServerSocketChannel.class;
      case NIO, AUTO -> NioServerSocketChannel.class;
    };
  }
}

package dev.imagevault.javalin.server;

import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.IO;
import org.jspecify.annotations.Nullable;

/**
 * Accepts everyone who has connected before it closes. Jetty's own connector leaves those that it
 * has not accepted yet to the kernel, which resets them. It blocks as it accepts, so it cannot tell
 * whether anyone waits; this one has a selector for that.
 */
class DrainingConnector extends ServerConnector {

  private volatile @Nullable ServerSocketChannel listening;
  private volatile @Nullable Selector arrivals;

  DrainingConnector(Server server, ConnectionFactory factory) {
    super(server, 1, -1, factory);
  }

  @Override
  public void open() throws IOException {
    super.open();
    if (listening == null && getTransport() instanceof ServerSocketChannel channel) {
      channel.configureBlocking(false);
      Selector selector = Selector.open();
      channel.register(selector, SelectionKey.OP_ACCEPT);
      arrivals = selector;
      listening = channel;
    }
  }

  @Override
  public void accept(int acceptorId) throws IOException {
    Selector selector = arrivals;
    if (selector != null) {
      try {
        selector.select(arrival -> {});
      } catch (ClosedSelectorException e) {
        // Until the channel is closed too, the acceptor helps to drain it.
      }
      boolean unused = acceptNext();
    }
  }

  /** Returns false if nobody waits to be accepted. */
  private boolean acceptNext() throws IOException {
    ServerSocketChannel channel = listening;
    SocketChannel client = channel == null ? null : channel.accept();
    if (client == null) {
      return false;
    }
    client.configureBlocking(false);
    configure(client.socket());
    getSelectorManager().accept(client);
    return true;
  }

  /** The selector goes first: as long as it knows the channel, the kernel goes on listening. */
  @Override
  public void close() {
    IO.close(arrivals);
    try {
      boolean more = true;
      while (more && isAccepting()) {
        more = acceptNext();
      }
    } catch (IOException e) {
      // It was closed before, or the process has no more file descriptors.
    }
    super.close();
  }
}

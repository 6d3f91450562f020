package dev.imagevault.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;

/** The network between a browser and a server, to be held up and cut. */
public final class Wire implements AutoCloseable {

  /** Small, so that what is held up does not vanish into buffers. */
  private static final int BUFFER = 32 << 10;

  private final ServerSocket listener;
  private final Set<Socket> sockets = new HashSet<>();
  private int target;
  private long allowance = Long.MAX_VALUE;
  private boolean answering = true;
  private boolean cut;

  private Wire(ServerSocket listener) {
    this.listener = listener;
  }

  public static Wire listen() throws IOException {
    ServerSocket listener = new ServerSocket();
    listener.setReceiveBufferSize(BUFFER);
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Wire wire = new Wire(listener);
    daemon(wire::accept);
    return wire;
  }

  public String url() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  public synchronized void leadTo(int port) {
    target = port;
  }

  /** This many bytes more get to the server, then no others do. */
  public synchronized void holdRequestsAfter(long bytes) {
    allowance = bytes;
    notifyAll();
  }

  /** Nothing gets to the browser. */
  public synchronized void holdAnswers() {
    answering = false;
  }

  /** Every connection is reset, and so is every new one. */
  public synchronized void cut() throws IOException {
    cut = true;
    for (Socket socket : sockets) {
      reset(socket);
    }
    sockets.clear();
    notifyAll();
  }

  /** Returns whether anyone is connected. */
  public synchronized boolean isUsed() {
    return !sockets.isEmpty();
  }

  /** Whatever was done to it is over. */
  public synchronized void restore() {
    cut = false;
    answering = true;
    allowance = Long.MAX_VALUE;
    notifyAll();
  }

  private void accept() throws IOException {
    while (true) {
      Socket browser = listener.accept();
      Socket server = connected(browser);
      if (server != null) {
        daemon(() -> pump(browser, server, true));
        daemon(() -> pump(server, browser, false));
      }
    }
  }

  private synchronized Socket connected(Socket browser) throws IOException {
    if (cut) {
      reset(browser);
      return null;
    }
    Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
    sockets.add(browser);
    sockets.add(server);
    return server;
  }

  private void pump(Socket from, Socket to, boolean requests) throws IOException {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[BUFFER];
      while (awaitTurn(requests, from)) {
        int read = in.read(buffer);
        if (read < 0 || !awaitTurn(requests, from)) {
          return;
        }
        out.write(buffer, 0, read);
        spend(requests, read);
      }
    } finally {
      end(from, to);
    }
  }

  private synchronized boolean awaitTurn(boolean requests, Socket socket) {
    try {
      while (!socket.isClosed() && (requests ? allowance <= 0 : !answering)) {
        wait();
      }
      return !socket.isClosed();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private synchronized void spend(boolean requests, int bytes) {
    if (requests && allowance < Long.MAX_VALUE) {
      allowance -= bytes;
    }
  }

  private synchronized void end(Socket from, Socket to) throws IOException {
    sockets.remove(from);
    sockets.remove(to);
    from.close();
    to.close();
  }

  private static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  private interface Task {
    void run() throws IOException;
  }

  private static void daemon(Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                // The connection is over, which is all there is to it.
              }
            },
            "wire");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }
}

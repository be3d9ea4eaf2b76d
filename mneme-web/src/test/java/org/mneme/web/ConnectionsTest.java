package org.mneme.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Many clients that come at the same moment. */
class ConnectionsTest {
  private static final int CLIENTS = 1000;

  @TempDir private Path folder;

  /** The server's process stands still while they connect, as a busy one would for a moment. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aThousandConnectionsAtOnceAreAllAnswered() throws Exception {
    Path most = Path.of("/proc/sys/net/core/somaxconn");
    assumeTrue(
        Integer.parseInt(Files.readAllLines(most).get(0)) >= CLIENTS,
        "this system lets fewer connections wait");
    byte[] request =
        "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.ISO_8859_1);
    List<SocketChannel> clients = new ArrayList<>();
    ServerProcess server = ServerProcess.start(folder, folder);
    try {
      signal("STOP", server);
      for (int i = 0; i < CLIENTS; i++) {
        SocketChannel client = SocketChannel.open();
        clients.add(client);
        client.configureBlocking(false);
        client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      }
      for (SocketChannel client : clients) {
        for (int waits = 0; !client.finishConnect(); waits++) {
          assertTrue(waits < 1000, "a client cannot connect");
          Thread.sleep(10);
        }
        client.configureBlocking(true);
        client.write(ByteBuffer.wrap(request));
      }
      signal("CONT", server);
      for (SocketChannel client : clients) {
        assertTrue(answer(client).startsWith("HTTP/1.1 200"));
      }
    } finally {
      server.kill();
      for (SocketChannel client : clients) {
        client.close();
      }
    }
  }

  private static void signal(String name, ServerProcess server) throws Exception {
    assertEquals(
        0,
        new ProcessBuilder("kill", "-" + name, Long.toString(server.process().pid()))
            .start()
            .waitFor());
  }

  private static String answer(SocketChannel client) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 12);
    while (client.read(buffer) >= 0) {
      // reads until the server closes the connection
    }
    return new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
  }
}

package org.mneme.web;

import java.nio.file.Path;

/** A test's server in a process of its own, which prints its port and stops as mneme serve does. */
final class ServerMain {
  private ServerMain() {}

  public static void main(String[] args) throws Exception {
    TestServer server = TestServer.start(Path.of(args[0]), s -> s.withData(Path.of(args[1])));
    System.out.println(server.port());
    System.out.flush();
    server.awaitStop();
    server.close();
    System.exit(0);
  }
}

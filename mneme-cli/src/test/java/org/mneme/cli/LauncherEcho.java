package org.mneme.cli;

/** Stands in for Mneme's main class: shows its arguments and process, and exits with 7. */
final class LauncherEcho {
  private LauncherEcho() {}

  public static void main(String[] args) {
    System.out.println(ProcessHandle.current().pid() + " " + String.join("|", args));
    System.exit(7);
  }
}

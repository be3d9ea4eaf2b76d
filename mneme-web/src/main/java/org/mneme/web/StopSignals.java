package org.mneme.web;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * SIGTERM and SIGINT as a wish that the server can act on in order. Left to Java, they begin its
 * shutdown, in which ONNX Runtime ends at once, under the scores that are being made. A second
 * signal ends the process without further ado.
 *
 * <p>The class that Java has for it is not part of its specification, and naming it is a warning
 * that no annotation silences: so it is looked up.
 */
final class StopSignals {
  private static final List<String> NAMES = List.of("TERM", "INT");
  private static final int ENDED_BY_SIGNAL = 130;

  private final CompletableFuture<Void> asked = new CompletableFuture<>();

  private StopSignals() {}

  /** Catches them from now on. */
  static StopSignals caught() {
    StopSignals signals = new StopSignals();
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler onSignal =
          (proxy, method, arguments) ->
              switch (method.getName()) {
                case "handle" -> signals.handle();
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> proxy == arguments[0];
                default -> "stop signals";
              };
      Object proxy =
          Proxy.newProxyInstance(
              StopSignals.class.getClassLoader(), new Class<?>[] {handler}, onSignal);
      for (String name : NAMES) {
        signal
            .getMethod("handle", signal, handler)
            .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
      }
    } catch (ReflectiveOperationException e) {
      // A Java without it: signals end the process as ever.
      return signals;
    }
    return signals;
  }

  private @Nullable Object handle() {
    if (!asked.complete(null)) {
      Runtime.getRuntime().halt(ENDED_BY_SIGNAL);
    }
    return null;
  }

  /** Completes with the first signal. */
  CompletableFuture<Void> asked() {
    return asked;
  }
}

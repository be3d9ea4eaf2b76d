package org.mneme.web;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.HandlerType;
import io.javalin.http.SameSite;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mneme.files.Sha256;

/**
 * Who may ask: holders of the token, where there is one, and pages of this server alone. Another
 * site's page in the same browser is refused, also when it reaches this machine under a name of its
 * own (DNS rebinding).
 */
final class Guard {
  private static final String COOKIE = "mneme_token";
  private static final String BEARER = "Bearer ";
  private static final Set<String> OPEN = Set.of("/health", "/ready");
  private static final Set<HandlerType> READING =
      Set.of(HandlerType.GET, HandlerType.HEAD, HandlerType.OPTIONS);

  private final Optional<byte[]> tokenHash;
  private final boolean loopback;

  private Guard(Optional<byte[]> tokenHash, boolean loopback) {
    this.tokenHash = tokenHash;
    this.loopback = loopback;
  }

  /**
   * @throws IllegalArgumentException if others can reach the address and there is no token
   */
  static Guard of(ServerSettings settings) {
    boolean loopback = isLoopback(settings.host());
    if (!loopback && settings.token().isEmpty()) {
      throw new IllegalArgumentException(
          ("%s can be reached by other machines; whoever reaches it could use this one. Set a token"
                  + " of at least %d characters")
              .formatted(settings.host(), ServerSettings.SHORTEST_TOKEN));
    }
    return new Guard(settings.token().map(Guard::hash), loopback);
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "%s is not an address of this machine: %s".formatted(host, e.getMessage()), e);
    }
  }

  /** The cookie holds the token's hash: not every token is text that a cookie can hold. */
  private static byte[] fromCookie(@Nullable String cookie) {
    try {
      return cookie == null ? new byte[0] : HexFormat.of().parseHex(cookie);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  /** Both sides are hashed, so that neither length nor content shows in the time it takes. */
  private static byte[] hash(String token) {
    return Sha256.digest().digest(token.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Before anything else of a request is looked at.
   *
   * @throws ProblemException if it is not allowed
   */
  void check(Context request) {
    setHeaders(request);
    checkHost(request.header("Host"));
    if (!READING.contains(request.method())) {
      checkOrigin(request);
    }
    if (tokenHash.isPresent() && !OPEN.contains(request.path())) {
      checkToken(request, tokenHash.get());
    }
  }

  private static void setHeaders(Context request) {
    request.header("Mneme-Version", WebServer.VERSION);
    request.header("X-Content-Type-Options", "nosniff");
    request.header("Referrer-Policy", "no-referrer");
    request.header("X-Frame-Options", "DENY");
    request.header("Cross-Origin-Resource-Policy", "same-origin");
    request.header("Cross-Origin-Opener-Policy", "same-origin");
    request.header("Cache-Control", "no-store");
    request.header(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
            + " connect-src 'self'; frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'");
  }

  private void checkHost(@Nullable String host) {
    if (!loopback) {
      return;
    }
    String name = host == null ? "" : host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
    if (!name.equals("localhost")
        && !name.equals("[::1]")
        && !name.matches("127(\\.\\d{1,3}){3}")) {
      throw ProblemException.forbidden(
          "this server answers only under this machine's own address, not as '%s'".formatted(name));
    }
  }

  private static void checkOrigin(Context request) {
    String origin = request.header("Origin");
    boolean other =
        "cross-site".equals(request.header("Sec-Fetch-Site"))
            || (origin != null && !isSame(origin, request.header("Host")));
    if (other) {
      throw ProblemException.forbidden("requests from the page of another site are refused");
    }
  }

  private static boolean isSame(String origin, @Nullable String host) {
    try {
      return URI.create(origin).getAuthority() != null
          && URI.create(origin).getAuthority().equalsIgnoreCase(host);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static void checkToken(Context request, byte[] wanted) {
    String header = request.header("Authorization");
    String cookie = request.cookie(COOKIE);
    byte[] shown =
        header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
            ? hash(header.substring(BEARER.length()).strip())
            : fromCookie(cookie);
    String query = request.path().equals("/") ? request.queryParam("token") : null;
    if (query != null && MessageDigest.isEqual(wanted, hash(query))) {
      request.cookie(
          new Cookie(
              COOKIE,
              HexFormat.of().formatHex(wanted),
              "/",
              -1,
              false,
              true,
              null,
              SameSite.STRICT));
      request.redirect("/"); // so that the token does not stay in the browser's address bar
      request.skipRemainingHandlers();
      return;
    }
    if (!MessageDigest.isEqual(wanted, shown)) {
      request.header("WWW-Authenticate", "Bearer");
      throw ProblemException.unauthorized();
    }
  }
}

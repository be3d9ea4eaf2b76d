package org.mneme.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mneme.remedy.Action;

/** Output of the real pip 23.2.1, made by taking its network, proxy or certificates away. */
class PipTest {
  private static final String GONE = "ERROR: No matching distribution found for resmem==1.1.6";

  private static FetchException failure(String... output) {
    return Pip.explain(PublishedModel.RESMEM, List.of(output), 1, List.of("python3"));
  }

  private static String explain(String... output) {
    return String.valueOf(failure(output).getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Failed to establish a new connection: [Errno -3] Temporary failure in name resolution|no connection",
        "Failed to establish a new connection: [Errno -2] Name or service not known|no connection",
        "ReadTimeoutError(\"HTTPSConnectionPool: Read timed out. (read timeout=15)\")|no connection",
        "ProxyError('Cannot connect to proxy.', NewConnectionError(...))|the proxy refused",
        "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]'))|certificate",
      })
  void networkTroubleIsNamedWithWhatToDo(String reason, String expected) {
    FetchException failure =
        failure("WARNING: Retrying (Retry(total=0)) after connection broken by " + reason, GONE);
    String message = String.valueOf(failure.getMessage());

    assertTrue(message.contains(expected), message);
    assertEquals(Action.FETCH_FROM_WHEEL, failure.remedies().get(0).action());
    assertEquals(List.of("resmem"), failure.remedies().get(0).about());
    assertEquals(1, message.lines().count());
  }

  @Test
  void aFullDiskIsNamed() {
    String message =
        explain(
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device");

    assertTrue(message.contains("disk is full"), message);
    assertTrue(message.contains("MNEME_HOME"), message);
  }

  @Test
  void otherTroubleIsQuotedWithTheCommandThatShowsMore() {
    String message = explain("Looking in links: wheels", "ERROR: Unheard of", "");

    assertEquals(
        "pip could not download resmem==1.1.6 (exit code 1): ERROR: Unheard of."
            + " See more with: python3 -m pip download --no-deps resmem==1.1.6",
        message);
  }
}

package org.mneme.weights;

/**
 * How much heap a file may make its reader take. A file of a few bytes can ask for a lot (a pickle
 * makes a dictionary of one byte), so every reader counts what it makes here. Not for several
 * threads.
 *
 * <p>The estimates are a JVM's usual sizes; what matters is that nothing is free.
 */
public final class MemoryBudget {
  /** What headers may take: names and shapes of some ten thousand tensors. */
  private static final long HEADERS = 12 << 20;

  /** What tensors may take besides the mapped file, for a file of no size. */
  private static final long SMALLEST_COPIES = 4 << 20;

  private long headersLeft = HEADERS;
  private long copiesLeft;

  /**
   * A budget for one file.
   *
   * @param fileBytes copies of tensors that cannot stay in the mapped file (compressed or strided)
   *     may take four times this, and 4 MiB
   */
  public MemoryBudget(long fileBytes) {
    copiesLeft = SMALLEST_COPIES + 4 * fileBytes;
  }

  /**
   * Counts an object of the header.
   *
   * @param bytes heap that the object takes
   * @throws WeightsException if all objects together take more than a header may
   */
  public void header(long bytes) throws WeightsException {
    headersLeft -= bytes;
    if (headersLeft < 0) {
      throw new WeightsException(
          "its header describes more objects than %d MiB hold; no network that is read here needs "
                  .formatted(HEADERS >> 20)
              + "this. Save only the weights (PyTorch: torch.save(model.state_dict(), ...))");
    }
  }

  /**
   * Counts a string of the header.
   *
   * @param text a string that is kept
   * @throws WeightsException if all objects together take more than a header may
   */
  public void header(String text) throws WeightsException {
    header(56 + text.length());
  }

  /**
   * Counts a copy of tensor values, before it is made.
   *
   * @param bytes heap that the copy takes
   * @throws WeightsException if all copies together take more than the file may
   */
  public void copy(long bytes) throws WeightsException {
    if (bytes > copiesLeft) {
      throw new WeightsException(
          "its tensors unpack to far more than the file holds (%d bytes more than allowed); "
                  .formatted(bytes - copiesLeft)
              + "save them without compression and contiguous");
    }
    copiesLeft -= bytes;
  }
}

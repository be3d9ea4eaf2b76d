package org.mneme.fuzz;

import java.io.IOException;
import java.nio.file.Path;

/** A kind of file and what reads it. */
public final class FuzzTarget {
  private final String name;
  private final byte[] sample;
  private final Repair repair;
  private final Class<? extends IOException> refusal;
  private final Reader reader;

  /** Reads a file to its end. */
  @FunctionalInterface
  public interface Reader {
    void read(Path file) throws IOException;
  }

  /** Makes a whole file. */
  @FunctionalInterface
  public interface Repair {
    byte[] file(byte[] damaged);
  }

  /**
   * A kind of file.
   *
   * @param name for people; its last word is the file's name
   * @param sample a sound file, which the reader takes
   * @param repair makes a file of damaged content, such as a zip with right checksums around it
   * @param refusal the only exception with which a damaged file may be refused
   */
  public FuzzTarget(
      String name,
      byte[] sample,
      Repair repair,
      Class<? extends IOException> refusal,
      Reader reader) {
    this.name = name;
    this.sample = sample.clone();
    this.repair = repair;
    this.refusal = refusal;
    this.reader = reader;
  }

  /** A file that is damaged as it lies. */
  public static FuzzTarget of(
      String name, byte[] sample, Class<? extends IOException> refusal, Reader reader) {
    return new FuzzTarget(name, sample, damaged -> damaged, refusal, reader);
  }

  String name() {
    return name;
  }

  byte[] sample() {
    return sample.clone();
  }

  byte[] file(byte[] damaged) {
    return repair.file(damaged);
  }

  boolean mayRefuseWith(Throwable thrown) {
    return refusal.isInstance(thrown);
  }

  void read(Path file) throws IOException {
    reader.read(file);
  }
}

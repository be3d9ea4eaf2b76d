package org.mneme.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a trial that runs on a worker tells its sweep, or asks it. */
sealed interface TrialMessage extends Serializable {

  /** The name of the trial's run. */
  String trial();

  /** How often the trial was begun before on a worker that was lost. */
  int attempt();

  /** Figures of a step; the answer is the name of a verdict. */
  record Measured(String trial, int attempt, long step, double epoch, Map<String, Double> figures)
      implements TrialMessage {
    public Measured {
      figures = new LinkedHashMap<>(figures); // not every map can be sent; their order is kept
    }
  }

  /** The trial begins, after the step of its checkpoint. */
  record Begun(String trial, int attempt, long step, String host) implements TrialMessage {}

  /** A line for people. */
  record Said(String trial, int attempt, String line) implements TrialMessage {}

  /** Asks whether to end; the answer is a Boolean. */
  record Asked(String trial, int attempt) implements TrialMessage {}

  /** How a trial ended on a worker: figures, or what went wrong. */
  record Outcome(Map<String, Double> figures, @Nullable Throwable failure) implements Serializable {
    public Outcome {
      figures = new LinkedHashMap<>(figures);
    }
  }

  /**
   * The message as bytes: Spark's own threads, which pass messages on, do not find the classes of
   * an application.
   */
  static byte[] bytes(Serializable message) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(message);
    }
    return bytes.toByteArray();
  }

  /** What {@link #bytes} was given. */
  static Object of(byte[] bytes) throws IOException {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return in.readObject();
    } catch (ClassNotFoundException e) {
      throw new IOException("a worker runs another version of Mneme: " + e.getMessage(), e);
    }
  }
}

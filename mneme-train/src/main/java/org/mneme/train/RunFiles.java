package org.mneme.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;
import org.mneme.weights.Checkpoint;
import org.mneme.weights.Tensor;
import org.mneme.weights.WeightsException;

/** A run's files: all that it needs to continue, and the weights that are its result so far. */
@SuppressWarnings("try") // a scope acts by being there
final class RunFiles {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String STATE_ENTRY = "mneme.state";
  private static final String EPOCH_ENTRY = "mneme.epoch";
  private static final String WEIGHTS = "weights.";
  private static final String PREDICTIONS = "validation.predictions";

  private final Path folder;
  private final Path state;
  private final Path weights;
  private long savedStep;

  /** The run's result so far: tensors that training changed, as views of the file. */
  @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
  record Result(int epoch, Map<String, Tensor> weights, float[] predictions) {}

  /** A saved state and its tensors, as views of the file. */
  record Saved(RunState state, Map<String, Tensor> tensors) {}

  RunFiles(Path folder) {
    this.folder = folder;
    this.state = folder.resolve(Checkpoints.STATE);
    this.weights = folder.resolve(Checkpoints.WEIGHTS);
  }

  /** Makes the folder, and deletes what a killed process left half written. */
  void prepare() throws IOException {
    Files.createDirectories(folder);
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, ".*.safetensors.*.part")) {
      for (Path part : left) {
        Files.deleteIfExists(part);
      }
    }
  }

  boolean hasState() {
    return Files.exists(state);
  }

  Path stateFile() {
    return state;
  }

  /** How an error names what is left to continue from. */
  String kept() {
    return hasState()
        ? "The checkpoint of step %d stays in %s.".formatted(savedStep, state)
        : "There is no checkpoint yet.";
  }

  void write(RunState run, Map<String, org.bytedeco.pytorch.Tensor> tensors) throws IOException {
    writing(state, run.step(), tensors, Map.of(STATE_ENTRY, JSON.writeValueAsString(run)));
    savedStep = run.step();
  }

  void writeResult(
      int epoch, long step, Map<String, org.bytedeco.pytorch.Tensor> changed, float[] predictions)
      throws IOException {
    try (PointerScope scope = new PointerScope()) {
      Map<String, org.bytedeco.pytorch.Tensor> tensors = new LinkedHashMap<>();
      changed.forEach((name, tensor) -> tensors.put(WEIGHTS + name, tensor));
      org.bytedeco.pytorch.Tensor scores = torch.empty(predictions.length);
      Native.bytes(scores).asFloatBuffer().put(predictions);
      tensors.put(PREDICTIONS, scores);
      writing(weights, step, tensors, Map.of(EPOCH_ENTRY, String.valueOf(epoch)));
    }
  }

  private void writing(
      Path file,
      long step,
      Map<String, org.bytedeco.pytorch.Tensor> tensors,
      Map<String, String> metadata)
      throws IOException {
    try {
      SafetensorsWriter.write(file, tensors, metadata);
    } catch (IOException e) {
      throw new TrainingException(
          "%s: cannot be written at step %d: %s. %s Free space, then resume."
              .formatted(file, step, e.getMessage(), kept()),
          e);
    }
  }

  Saved read() throws IOException {
    Checkpoint checkpoint = Checkpoint.read(state);
    String json = checkpoint.metadata().get(STATE_ENTRY);
    if (json == null) {
      throw new WeightsException(
          "%s: holds no '%s', so it is no checkpoint of a run; use another folder"
              .formatted(state, STATE_ENTRY));
    }
    try {
      int form = JSON.readTree(json).path("form").asInt(1);
      if (form != RunState.FORM) {
        throw new WeightsException(
            ("%s: was written by %s version of Mneme (form %s, this one has form %s), so it cannot"
                    + " be resumed; train in another folder, or resume with that version")
                .formatted(
                    state, form < RunState.FORM ? "an older" : "a newer", form, RunState.FORM));
      }
      RunState run = JSON.readValue(json, RunState.class);
      savedStep = run.step();
      return new Saved(run, checkpoint.tensors());
    } catch (JsonProcessingException e) {
      throw new WeightsException(
          "%s: its '%s' cannot be read: %s; was it written by another version?"
              .formatted(state, STATE_ENTRY, e.getOriginalMessage()),
          e);
    }
  }

  Result readResult() throws IOException {
    Checkpoint checkpoint = Checkpoint.read(weights);
    Map<String, Tensor> changed = new LinkedHashMap<>();
    checkpoint
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith(WEIGHTS)) {
                changed.put(name.substring(WEIGHTS.length()), tensor);
              }
            });
    Tensor predictions = checkpoint.tensors().get(PREDICTIONS);
    String epoch = checkpoint.metadata().get(EPOCH_ENTRY);
    if (predictions == null || epoch == null) {
      throw new WeightsException(
          "%s: is not the result of a run; start anew in another folder".formatted(weights));
    }
    return new Result(Integer.parseInt(epoch), changed, predictions.floats());
  }
}

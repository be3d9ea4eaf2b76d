package org.mneme.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mneme.catalog.CachedModel;
import org.mneme.catalog.ModelContents;
import org.mneme.catalog.PublishedModel;
import org.mneme.features.FrozenNetwork;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mneme models inspect FILE}. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = {
      "Shows origin, licence, preprocessing and tensors of a model.",
      "Reads .onnx files of any origin, .pt, .safetensors and Caffe's files (.caffemodel, .prototxt, .binaryproto, .npy). Nothing in them is executed."
    },
    footerHeading = HelpText.EXAMPLES,
    footer = {"  mneme models inspect resmem", "  mneme models inspect my.onnx --layers"})
final class ModelsInspectCommand implements Callable<Integer> {
  /** Metadata values longer than this are data for programs, such as a mean image. */
  private static final int LONGEST = 200_000;

  private static final String TOO_LONG = "(long)";

  @ParentCommand private ModelsCommand models;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "File, or name of a model that you fetched.")
  private String file;

  @Option(names = "--json", description = "Print everything as JSON.")
  private boolean json;

  @Option(names = "--licence", description = "Print only the licence, in full.")
  private boolean licence;

  @Option(
      names = "--layers",
      description = "Print only the names of an ONNX network's layers, as mneme adapt takes them.")
  private boolean layers;

  @Override
  public Integer call() throws IOException {
    if (Stream.of(json, licence, layers).filter(wanted -> wanted).count() > 1) {
      throw new ParameterException(
          spec.commandLine(), "--json, --licence and --layers exclude each other");
    }
    PrintStream out = models.console().out();
    if (layers) {
      FrozenNetwork.open(path()).layers().forEach(out::println);
      return 0;
    }
    ModelContents found = ModelContents.of(path());
    if (json) {
      out.println(toJson(found));
    } else if (licence) {
      out.println(
          found
              .card()
              .map(ModelCard::licence)
              .orElseThrow(
                  () -> new IllegalArgumentException(found.file() + ": states no licence")));
    } else {
      print(found, out);
    }
    return 0;
  }

  private Path path() throws IOException {
    Optional<PublishedModel> model = models.catalog().published(file);
    if (Files.exists(Path.of(file))) {
      return Path.of(file);
    }
    if (model.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: no such file. %s".formatted(file, models.catalog().unpublished(file)));
    }
    return models
        .catalog()
        .cached(model.get(), Precision.FP32)
        .map(CachedModel::file)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no copy of %s here. Get it with: mneme models fetch %s"
                        .formatted(model.get().title(), model.get().name())));
  }

  private static void print(ModelContents found, PrintStream out) {
    line(out, "file", found.file().toString());
    line(out, "format", String.format(Locale.ROOT, "%s, %,d bytes", found.format(), found.bytes()));
    line(out, "sha-256", found.sha256());
    if (found.card().isPresent()) {
      print(found.card().get(), out);
    } else {
      found.metadata().forEach((key, value) -> line(out, key, firstLine(value)));
    }
    found.inputs().forEach(entry -> line(out, "input", text(entry)));
    found.outputs().forEach(entry -> line(out, "output", text(entry)));
    long values = found.tensors().stream().mapToLong(ModelContents.Entry::size).sum();
    line(
        out,
        "tensors",
        String.format(Locale.ROOT, "%,d, %,d values", found.tensors().size(), values));
    found.tensors().forEach(entry -> out.println("  " + text(entry)));
  }

  private static void print(ModelCard card, PrintStream out) {
    line(out, "model", card.name());
    line(out, "score", card.output());
    line(out, "precision", card.precision().title());
    card.fidelity().forEach(measured -> line(out, "fidelity", measured.describe()));
    line(out, "images", card.preprocessing().describe());
    line(out, "origin", card.origin());
    line(out, "weights", "SHA-256 " + card.sourceSha256());
    line(out, "licence", firstLine(card.licence()) + " (in full: --licence)");
    card.notes().forEach((key, value) -> line(out, key, firstLine(value)));
  }

  private static void line(PrintStream out, String key, String value) {
    out.printf(Locale.ROOT, "%-10s %s%n", key, value);
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private static String text(ModelContents.Entry entry) {
    return "%s %s %s"
        .formatted(
            entry.name(),
            entry.type(),
            entry.shape().stream()
                .map(length -> length < 0 ? "N" : length.toString())
                .collect(Collectors.joining(", ", "[", "]")));
  }

  private static String toJson(ModelContents found) throws IOException {
    JsonMapper mapper = new JsonMapper();
    ObjectNode root = mapper.createObjectNode();
    root.put("file", found.file().toString());
    root.put("format", found.format());
    root.put("bytes", found.bytes());
    root.put("sha256", found.sha256());
    found.card().ifPresent(card -> root.set("card", toJson(card, mapper)));
    ObjectNode metadata = root.putObject("metadata");
    found
        .metadata()
        .forEach((key, value) -> metadata.put(key, value.length() > LONGEST ? TOO_LONG : value));
    add(root.putArray("inputs"), found.inputs());
    add(root.putArray("outputs"), found.outputs());
    add(root.putArray("tensors"), found.tensors());
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root);
  }

  private static ObjectNode toJson(ModelCard card, JsonMapper mapper) {
    ObjectNode node = mapper.createObjectNode();
    node.put("name", card.name());
    node.put("output", card.output());
    node.put("precision", card.precision().title());
    if (!card.fidelity().isEmpty()) {
      node.set("fidelity", mapper.valueToTree(card.fidelity()));
    }
    node.set("preprocessing", mapper.valueToTree(card.preprocessing()));
    node.put("licence", card.licence());
    node.put("origin", card.origin());
    node.put("sourceSha256", card.sourceSha256());
    ObjectNode notes = node.putObject("notes");
    card.notes().forEach(notes::put);
    return node;
  }

  private static void add(ArrayNode array, List<ModelContents.Entry> entries) {
    for (ModelContents.Entry entry : entries) {
      ObjectNode node = array.addObject();
      node.put("name", entry.name());
      node.put("type", entry.type());
      ArrayNode shape = node.putArray("shape");
      entry.shape().forEach(shape::add);
    }
  }
}

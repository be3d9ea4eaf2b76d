package org.mneme.score;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What ONNX Runtime's errors mean, in a line for people, without its C++. */
final class RuntimeMessage {
  private static final Pattern START = Pattern.compile("^Error code - \\w+ - message: ");
  private static final Pattern LOADING = Pattern.compile("^Load model from .*? failed: ?");
  private static final Pattern SOURCE = Pattern.compile("\\S*\\.(cc|h|cpp):\\d+ ");
  private static final Pattern IR_VERSION =
      Pattern.compile("Unsupported model IR version: (\\d+), max supported IR version: (\\d+)");
  private static final Pattern OPSET =
      Pattern.compile("Opset (\\d+) is under development.* for domain (\\S+) is till opset (\\d+)");
  private static final Pattern UNKNOWN_OPERATOR =
      Pattern.compile("No Op registered for (\\S+) with domain_version of (\\d+)");
  private static final Pattern UNREGISTERED =
      Pattern.compile("(\\S+?):(\\S+?)\\(-?\\d+\\) is not a registered function/op");
  private static final Pattern NO_KERNEL =
      Pattern.compile("Could not find an implementation for (\\S+?)\\(");

  private static final Pattern FAILED_NODE =
      Pattern.compile("while running (\\S+) node\\. Name:'(.*?)' Status Message: (.*)");

  private RuntimeMessage() {}

  /**
   * Why a file could not be opened: a sentence that continues after the file's name and a colon.
   */
  static String ofOpening(String message) {
    String line = oneLine(message);
    Matcher ir = IR_VERSION.matcher(line);
    if (ir.find()) {
      return "is of ONNX IR version %s, and ONNX Runtime here reads up to %s; export it for an older version of ONNX"
          .formatted(ir.group(1), ir.group(2));
    }
    Matcher opset = OPSET.matcher(line);
    if (opset.find()) {
      return "is of opset %s, and ONNX Runtime here knows those of '%s' up to %s; export it for an older opset"
          .formatted(opset.group(1), opset.group(2), opset.group(3));
    }
    Matcher unknown = UNKNOWN_OPERATOR.matcher(line);
    if (unknown.find()) {
      return "holds the operator '%s', which its opset %s does not have"
          .formatted(unknown.group(1), unknown.group(2));
    }
    Matcher unregistered = UNREGISTERED.matcher(line);
    if (unregistered.find()) {
      return "holds the operator '%s' of the domain '%s', which ONNX Runtime does not have; export it with standard operators"
          .formatted(unregistered.group(2), unregistered.group(1));
    }
    Matcher kernel = NO_KERNEL.matcher(line);
    if (kernel.find()) {
      return "holds the operator '%s' in a form that ONNX Runtime does not compute here; export it for a newer opset"
          .formatted(kernel.group(1));
    }
    return "ONNX Runtime cannot open it: " + plain(line);
  }

  /** Why a graph failed. */
  static String ofRunning(String message) {
    String line = START.matcher(oneLine(message)).replaceFirst("");
    Matcher node = FAILED_NODE.matcher(line);
    if (!node.find()) {
      return plain(message);
    }
    String named = node.group(2).isEmpty() ? "" : " '" + node.group(2) + "'";
    return "node%s (%s): %s".formatted(named, node.group(1), plain(node.group(3)));
  }

  /** A message in one line, without error codes, source files and signatures. */
  static String plain(String message) {
    String line = START.matcher(oneLine(message)).replaceFirst("");
    line = LOADING.matcher(line).replaceFirst("");
    Matcher source = SOURCE.matcher(line);
    return source.find()
        ? line.substring(0, source.start()) + afterSignature(line.substring(source.end()))
        : line;
  }

  /** Behind a function's name and its parameters in brackets, where there are such. */
  private static String afterSignature(String text) {
    int open = text.indexOf('(');
    int blank = text.indexOf(' ');
    if (open < 0 || !text.substring(0, open).contains("::")) {
      // A function's bare name, and then what it says.
      return blank > 0 ? text.substring(blank + 1) : text;
    }
    int depth = 0;
    for (int i = open; i < text.length(); i++) {
      depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
      if (depth == 0) {
        return text.substring(i + 1).strip().replaceFirst("^const ", "");
      }
    }
    return text;
  }

  private static String oneLine(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}

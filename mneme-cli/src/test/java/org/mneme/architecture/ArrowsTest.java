package org.mneme.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The arrows between packages are those that docs/architecture.md lists: no more, and no fewer. */
class ArrowsTest {
  private static final Path POM = Path.of("../pom.xml");
  private static final Path MAP = Path.of("../docs/architecture.md");
  private static final Pattern LINES =
      Pattern.compile("(?m)^## Arrows$(?:(?!^## )[^\\x00])*?^```\\n((?:(?!^```)[^\\x00])*)^```$");
  private static final Pattern MODULE = Pattern.compile("mneme-[a-z]+");
  private static final Pattern MODULES = Pattern.compile("<module>(mneme-[a-z]+)</module>");

  @Test
  void theMapShowsEveryArrowAndNoOther() throws IOException {
    Matcher drawn = LINES.matcher(Files.readString(MAP));
    assertTrue(drawn.find(), "no list of arrows in " + MAP);

    String found = found();
    assertEquals(
        found,
        drawn.group(1),
        ("docs/architecture.md does not list the arrows of the code.%nOnly in the code:%n%s%n"
                + "Only in the list:%n%s%nMend the code if an arrow should not be there, else the"
                + " list. As the code has them:%n%s")
            .formatted(missing(found, drawn.group(1)), missing(drawn.group(1), found), found));
  }

  @Test
  void packagesHaveNoCycles() {
    SlicesRuleDefinition.slices()
        .matching(Classes.ROOT + ".(**)")
        .should()
        .beFreeOfCycles()
        .check(Classes.ALL);
  }

  private static String missing(String lines, String other) {
    List<String> others = other.lines().toList();
    return lines.lines().filter(l -> !others.contains(l)).collect(Collectors.joining("\n"));
  }

  /** Modules in the order in which they are built. */
  private static String found() throws IOException {
    List<String> order =
        MODULES.matcher(Files.readString(POM)).results().map(name -> name.group(1)).toList();
    Map<String, Map<String, Set<String>>> modules =
        new TreeMap<>(Comparator.comparing(order::indexOf));
    for (JavaClass type : Classes.ALL) {
      Set<String> targets =
          modules
              .computeIfAbsent(moduleOf(type), module -> new TreeMap<>())
              .computeIfAbsent(Classes.packageOf(type), name -> new TreeSet<>());
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (target.getPackageName().startsWith(Classes.ROOT)
            && !target.getPackageName().equals(type.getPackageName())) {
          targets.add(Classes.packageOf(target));
        }
      }
    }
    StringBuilder lines = new StringBuilder();
    modules.forEach(
        (module, packages) -> {
          lines.append(module).append('\n');
          packages.forEach(
              (name, targets) ->
                  lines
                      .append(
                          "  %-9s -> %s".formatted(name, String.join(" ", targets)).stripTrailing())
                      .append('\n'));
        });
    return lines.toString();
  }

  /** From where the class lies: .../mneme-core/target/classes or .../mneme-core-0.1.0.jar. */
  private static String moduleOf(JavaClass type) {
    Matcher name = MODULE.matcher(type.getSource().orElseThrow().getUri().toString());
    String last = "";
    while (name.find()) {
      last = name.group();
    }
    return last;
  }
}

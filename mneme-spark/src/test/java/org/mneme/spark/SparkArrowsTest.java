package org.mneme.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The packages that this one knows are those that docs/architecture.md names. The module is not on
 * the class path of the test that looks at all others, because Spark must not be.
 */
class SparkArrowsTest {
  private static final Path MAP = Path.of("../docs/architecture.md");
  private static final Pattern LINE = Pattern.compile("(?m)^  spark     -> ([a-z ]+)$");

  @Test
  void theMapShowsEveryArrowAndNoOther() throws IOException {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(location -> !location.contains("test-classes"))
            .importPackages("org.mneme.spark");
    String found =
        classes.stream()
            .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
            .map(arrow -> arrow.getTargetClass().getBaseComponentType().getPackageName())
            .filter(name -> name.startsWith("org.mneme.") && !name.equals("org.mneme.spark"))
            .map(name -> name.substring("org.mneme.".length()))
            .collect(Collectors.toCollection(TreeSet::new))
            .stream()
            .collect(Collectors.joining(" "));
    Matcher line = LINE.matcher(Files.readString(MAP));
    assertTrue(line.find(), "no line for spark in " + MAP);
    assertEquals(found, line.group(1));
  }
}

package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mneme.catalog.Catalog;
import org.mneme.settings.Setting;
import org.mneme.train.TrainCodec;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Options of a training are the settings of its codec. */
class SettingFlagsTest {
  private static CommandSpec train() {
    Console console = Console.system();
    return new CommandLine(new TrainCommand(Catalog.at(Path.of("none")), console)).getCommandSpec();
  }

  @Test
  void everySettingIsAnOptionWithItsDescriptionAndDefault() {
    CommandSpec train = train();
    for (Setting<?> setting : TrainCodec.settings()) {
      OptionSpec option = train.findOption("--" + setting.name().replace('_', '-'));
      assertNotNull(option, setting.name());
      String description = String.join(" ", option.description());
      assertTrue(description.startsWith(setting.description()), description);
      setting
          .usualText()
          .ifPresent(usual -> assertTrue(description.endsWith(" Default: " + usual + ".")));
      assertEquals(setting.required(), option.required(), setting.name());
    }
  }

  /** Other commands read data by options of the same names, which mean the same. */
  @Test
  void dataAreReadByTheSameOptionsEverywhere() {
    CommandSpec adapt =
        new CommandLine(new AdaptCommand(Catalog.at(Path.of("none")), Console.system()))
            .getCommandSpec();
    CommandSpec train = train();
    for (Setting<?> setting : TrainCodec.groupsButData().get("Reading the data set")) {
      String name = "--" + setting.name().replace('_', '-');
      OptionSpec there = adapt.findOption(name);
      assertNotNull(there, name);
      assertEquals(
          List.of(there.description()).get(0).replaceFirst(" Default: false\\.$", ""),
          train.findOption(name).description()[0].replaceFirst(" Default: false\\.$", ""),
          name);
    }
  }

  @Test
  void whatASettingRefusesIsToldByItsOption() {
    Cli cli = Cli.pipe("train", "--data", "x", "--crop-scale", "2");
    assertEquals(2, cli.exit());
    assertTrue(
        cli.err().startsWith("mneme: --crop-scale must be a number above 0 to 1, not 2\n"),
        cli.err());
  }
}

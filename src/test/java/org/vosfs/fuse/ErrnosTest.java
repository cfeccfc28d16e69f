package org.vosfs.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import jnr.constants.platform.linux.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vosfs.fs.Reason;

class ErrnosTest {
  @ParameterizedTest
  @EnumSource(Reason.class)
  void everyReasonHasTheNumberThatLinuxGivesTheName(Reason reason) {
    Errnos.Errno errno = Errnos.of(reason);
    assertThat(errno.number()).isEqualTo(Errno.valueOf(errno.name()).intValue());
    assertThat(Errnos.reply(reason)).isEqualTo(-errno.number());
  }

  @Test
  void thePageListsEveryReasonWithItsErrno() throws IOException {
    List<String> rows =
        Files.readAllLines(Path.of("docs", "ERRORS.md")).stream()
            .filter(line -> line.matches("\\| [A-Z_]+ \\|.*"))
            .map(line -> line.split("\\|", -1)[1].strip() + " " + line.split("\\|", -1)[2].strip())
            .toList();
    assertThat(rows)
        .isEqualTo(Arrays.stream(Reason.values()).map(r -> r + " " + Errnos.of(r).name()).toList());
  }
}

package org.vosfs.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.status.CommandException;

/** Where log lines go: set up in code, since reading an XML file would cost a tenth of a second. */
final class Logs {
  private static final Logger log = LoggerFactory.getLogger(Logs.class);
  private static final List<String> LEVELS = List.of("error", "warn", "info", "debug");
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSS,UTC}Z %-5level %logger{0}: %msg%n%ex{full}";

  /** The journal has times of its own, and wants the severity as a number, as syslog(3) has it. */
  private static final String JOURNAL_PATTERN =
      "<%replace(%replace(%replace(%replace(%replace(%level){'ERROR','3'}){'WARN','4'}){'INFO','6'})"
          + "{'DEBUG','7'}){'TRACE','7'}>%logger{0}: %msg%n%ex{full}";

  private static final long BIGGEST = 10L << 20;
  private static final int OLD_FILES = 3;

  private Logs() {}

  /** To standard error; for everything that has a terminal or a journal. */
  static void toStandardError(String level) {
    toStandardError(level, Map.of());
  }

  /**
   * To standard error.
   *
   * @param environment tells whether that is systemd's journal
   */
  static void toStandardError(String level, Map<String, String> environment) {
    LoggerContext context = fresh();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setTarget("System.err");
    attach(
        context,
        console,
        environment.containsKey("JOURNAL_STREAM") ? JOURNAL_PATTERN : PATTERN,
        level);
  }

  /** To a file of at most 10 MiB, with three older ones beside it, readable by its owner only. */
  static void toFile(Path file, String level) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    if (!Files.exists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    LoggerContext context = fresh();
    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    appender.setFile(file.toString());
    FixedWindowRollingPolicy rolling = new FixedWindowRollingPolicy();
    rolling.setContext(context);
    rolling.setParent(appender);
    rolling.setFileNamePattern(file + ".%i");
    rolling.setMinIndex(1);
    rolling.setMaxIndex(OLD_FILES);
    SizeBasedTriggeringPolicy<ILoggingEvent> trigger = new SizeBasedTriggeringPolicy<>();
    trigger.setContext(context);
    trigger.setMaxFileSize(new FileSize(BIGGEST));
    appender.setRollingPolicy(rolling);
    appender.setTriggeringPolicy(trigger);
    appender.setContext(context);
    rolling.start();
    trigger.start();
    attach(context, appender, PATTERN, level);
  }

  private static LoggerContext fresh() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    return context;
  }

  private static void attach(
      LoggerContext context,
      OutputStreamAppender<ILoggingEvent> appender,
      String pattern,
      String level) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(pattern);
    encoder.start();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.start();
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    root.addAppender(appender);
    setLevel(level);
  }

  /**
   * Changes what is logged, as somebody asks for it.
   *
   * @param request with the field {@code level}, as of the option log-level
   * @return the level that holds now
   */
  static Map<String, Object> change(JsonNode request) throws CommandException {
    String level = request.path("level").asText();
    if (!LEVELS.contains(level)) {
      throw new CommandException(
          "'" + level + "' is no level; choose one of " + String.join(", ", LEVELS));
    }
    setLevel(level);
    log.info("logging {} from now on", level);
    return Map.of("level", level);
  }

  /** Changes what is logged, now. */
  static void setLevel(String level) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.getLogger("org.vosfs").setLevel(Level.toLevel(level));
  }
}

package org.vosfs.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.Logger;

/**
 * Logback's configuration until {@link Logs} gives another: nothing. Without it logback would write
 * every debug line to standard output, where scripts read. Found as a service by logback.
 */
@ConfiguratorRank(LogSilence.BEFORE_FALLBACK)
public final class LogSilence extends ContextAwareBase implements Configurator {
  /** After a logback.xml, if somebody supplies one; before logback's own choice. */
  static final int BEFORE_FALLBACK = ConfiguratorRank.FALLBACK + 1;

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}

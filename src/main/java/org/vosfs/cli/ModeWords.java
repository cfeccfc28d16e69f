package org.vosfs.cli;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vosfs.fs.RightsChange;
import org.vosfs.status.CommandException;

/**
 * A mode as chmod(1) takes it, as far as it says something about rights on the service: whether
 * others may read, and which groups may read and write. What it says of the owner, who always may,
 * and of execute bits, which are none of the service's, is passed over.
 */
final class ModeWords {
  private static final Pattern OCTAL = Pattern.compile("0?[0-7]?([0-7])([0-7])([0-7])");
  private static final Pattern WORD = Pattern.compile("([ugoa]*)([-+=])([rwxX]*)");
  private static final int READ = 4;
  private static final int WRITE = 2;

  private final List<String> groups;
  private @Nullable Boolean everybody;
  private RightsChange.Groups readers = RightsChange.Groups.NONE;
  private RightsChange.Groups writers = RightsChange.Groups.NONE;

  private ModeWords(List<String> groups) {
    this.groups = groups;
  }

  /**
   * What a mode changes.
   *
   * @param groups URIs, for group bits that are set
   * @throws CommandException when it cannot be a mode, or cannot be had in a VOSpace
   */
  static RightsChange parse(String mode, List<String> groups) throws CommandException {
    ModeWords words = new ModeWords(groups);
    Matcher octal = OCTAL.matcher(mode);
    if (octal.matches()) {
      words.octal(digit(octal, 2), digit(octal, 3));
    } else {
      for (String word : mode.split(",", -1)) {
        words.symbolic(mode, word);
      }
    }
    if (!groups.isEmpty() && words.readers.add().isEmpty() && words.writers.add().isEmpty()) {
      throw new CommandException("mode " + mode + " gives a group nothing; leave --group away");
    }
    RightsChange change = new RightsChange(words.everybody, words.readers, words.writers, null);
    if (change.isEmpty()) {
      throw new CommandException(
          "mode " + mode + " changes nothing on the service; bits for programs: chmod alone");
    }
    return change;
  }

  private static int digit(Matcher octal, int group) {
    return Integer.parseInt(octal.group(group), 8);
  }

  /** Group bits that are set keep the groups there are, unless others are named. */
  private void octal(int group, int others) throws CommandException {
    others('=', others);
    readers = list((group & READ) != 0);
    writers = list((group & WRITE) != 0);
  }

  private RightsChange.Groups list(boolean set) {
    if (!set) {
      return new RightsChange.Groups(true, List.of(), List.of());
    }
    return groups.isEmpty()
        ? RightsChange.Groups.NONE
        : new RightsChange.Groups(true, groups, List.of());
  }

  private void symbolic(String mode, String word) throws CommandException {
    Matcher parts = WORD.matcher(word);
    if (!parts.matches()) {
      throw new CommandException("'" + mode + "' is no mode; one is like o+r, g-w, go=r or 640");
    }
    String who = parts.group(1).isEmpty() ? "a" : parts.group(1);
    char what = parts.group(2).charAt(0);
    int bits = bits(parts.group(3));
    if (who.contains("g") || (who.contains("a") && what != '+')) {
      group(mode, what, bits);
    }
    if (who.contains("o") || who.contains("a")) {
      // a+w is u+w for those who may have it, as for chmod with a umask
      others(what, who.contains("o") ? bits : bits & ~WRITE);
    }
  }

  private static int bits(String letters) {
    return (letters.contains("r") ? READ : 0) | (letters.contains("w") ? WRITE : 0);
  }

  private void group(String mode, char what, int bits) throws CommandException {
    if (what == '+' && bits != 0 && groups.isEmpty()) {
      throw new CommandException(
          "mode " + mode + " is for a group: say which, as --group my-team; or see vosfs share");
    }
    if (what == '=' || (bits & READ) != 0) {
      readers = list(what != '-' && (bits & READ) != 0);
    }
    if (what == '=' || (bits & WRITE) != 0) {
      writers = list(what != '-' && (bits & WRITE) != 0);
    }
    if (what == '+') {
      readers = adding(readers);
      writers = adding(writers);
    }
  }

  private static RightsChange.Groups adding(RightsChange.Groups list) {
    return new RightsChange.Groups(false, list.add(), list.remove());
  }

  private void others(char what, int bits) throws CommandException {
    if (what != '-' && (bits & WRITE) != 0) {
      throw new CommandException(
          "nobody can be let write but groups: g+w --group my-team, or vosfs share --write");
    }
    if (what == '=' || (bits & READ) != 0) {
      everybody = what != '-' && (bits & READ) != 0;
    }
  }
}

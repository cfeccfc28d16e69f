package org.vosfs.demo;

import java.util.Comparator;

/** Orders in which listings come. All are total: different names never compare equal. */
enum Collation implements Comparator<String> {
  /** Byte order of code units. */
  BYTES {
    @Override
    public int compare(String a, String b) {
      return a.compareTo(b);
    }
  },
  /**
   * Like a database with an ICU collation: punctuation, digits, letters without case ({@code _x -x
   * .x 1 10 9 a A}), so that whoever assumes byte order is wrong.
   */
  DATABASE {
    private static final String PUNCTUATION = "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$";

    @Override
    public int compare(String a, String b) {
      int common = Math.min(a.length(), b.length());
      for (int i = 0; i < common; i++) {
        int difference = weight(a.charAt(i)) - weight(b.charAt(i));
        if (difference != 0) {
          return difference;
        }
      }
      if (a.length() != b.length()) {
        return a.length() - b.length();
      }
      return b.compareTo(a);
    }

    private int weight(char c) {
      int rank = PUNCTUATION.indexOf(c);
      if (rank >= 0) {
        return rank;
      }
      return 100 + Character.toLowerCase(Character.toUpperCase(c));
    }
  },
  /** No order a client could guess, as directories of a hashed filesystem. */
  DIRECTORY {
    @Override
    public int compare(String a, String b) {
      int byHash = Integer.compare(a.hashCode() * 0x9E3779B9, b.hashCode() * 0x9E3779B9);
      return byHash != 0 ? byHash : a.compareTo(b);
    }
  };

  static Collation of(Profile profile) {
    return switch (profile) {
      case VAULT -> DATABASE;
      case CAVERN -> DIRECTORY;
      case SPEC -> BYTES;
    };
  }
}

package org.vosfs.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Splits {@code -o a=b,c,d} as mount(8) does: commas separate, a backslash keeps a comma. */
final class OptionWords {
  /** What fstab and mount(8) add for themselves; nothing here depends on them. */
  private static final Set<String> OTHERS =
      Set.of(
          "defaults",
          "auto",
          "noauto",
          "user",
          "nouser",
          "users",
          "owner",
          "group",
          "nofail",
          "_netdev",
          "dev",
          "nodev",
          "suid",
          "nosuid",
          "exec",
          "noexec",
          "async",
          "atime",
          "noatime",
          "diratime",
          "nodiratime",
          "norelatime",
          "strictatime",
          "nostrictatime",
          "lazytime",
          "nolazytime",
          "relatime");

  private OptionWords() {}

  /** Keys and values in order; a word without a value has an empty one. Later ones win. */
  static Map<String, String> split(List<String> lists) {
    Map<String, String> words = new LinkedHashMap<>();
    for (String list : lists) {
      for (String word : list.split("(?<!\\\\),", -1)) {
        String plain = word.replace("\\,", ",").strip();
        int equals = plain.indexOf('=');
        String key = equals < 0 ? plain : plain.substring(0, equals).strip();
        if (key.equals("rw")) {
          words.put("ro", "no");
        } else if (!key.isEmpty() && !isForOthers(key)) {
          // allow_other and the like, as other filesystems write them
          words.put(key.replace('_', '-'), equals < 0 ? "" : plain.substring(equals + 1).strip());
        }
      }
    }
    return words;
  }

  private static boolean isForOthers(String key) {
    return OTHERS.contains(key) || key.startsWith("x-") || key.startsWith("comment");
  }
}

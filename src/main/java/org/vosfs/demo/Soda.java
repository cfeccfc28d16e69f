package org.vosfs.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vosfs.fits.CutPlan;
import org.vosfs.fits.CutoutException;
import org.vosfs.fits.CutoutNames;
import org.vosfs.fits.CutoutSpec;
import org.vosfs.fits.FitsSource;

/**
 * Cutouts and headers by the storage site (section 11.1): SUB, the shapes of CIRCLE, POLYGON and
 * POS, and META. The other axes (BAND, TIME, POL) are those of no image here, and so overlap with
 * nothing. Words and oddities are those recorded.
 */
final class Soda {
  private static final List<String> SHAPES = List.of("circle", "polygon", "pos");
  private static final List<String> AXES = List.of("band", "time", "pol");
  private static final Pattern RANGES = Pattern.compile("(.*)\\]\\[([^\\[\\]]*)\\]");

  private final String uri;
  private final String name;
  private final @Nullable String type;

  /** For one object, under the name that it is asked for by. */
  Soda(String uri, String name, @Nullable String type) {
    this.uri = uri;
    this.name = name;
    this.type = type;
  }

  static boolean isAsked(Query query) {
    return asked(query, "sub") || asked(query, "meta") || any(query, SHAPES) || any(query, AXES);
  }

  private static boolean asked(Query query, String parameter) {
    return query.get(parameter) != null;
  }

  private static boolean any(Query query, List<String> parameters) {
    return parameters.stream().anyMatch(parameter -> asked(query, parameter));
  }

  void answer(Exchange exchange, FileChannel file) throws IOException, Refusal {
    Query query = exchange.query();
    refuseConflicts(query);
    if (!isFits()) {
      throw Refusal.badRequest("not a fits file: " + uri + " aka " + name + "\n");
    }
    FitsSource source = source(file);
    if (asked(query, "meta")) {
      exchange.fileName(name + ".txt");
      send(exchange, source, new CutoutSpec.Headers(), "text/plain");
      return;
    }
    List<String> subs = query.all("sub");
    if (!subs.isEmpty()) {
      exchange.fileName(decorated(String.join("_", subs)));
      send(exchange, source, sections(source, subs), "application/fits");
      return;
    }
    SodaShape shape = SodaShape.of(query);
    if (shape == null || any(query, AXES)) {
      throw Refusal.badRequest("No overlap found.\n");
    }
    exchange.fileName(decorated(shape.label()));
    send(exchange, source, shape.spec(), "application/fits");
  }

  private static void refuseConflicts(Query query) throws Refusal {
    List<String> found = new ArrayList<>();
    for (String parameter : List.of("meta", "sub", "circle", "polygon", "pos")) {
      if (asked(query, parameter)) {
        found.add(parameter.toUpperCase(java.util.Locale.ROOT));
      }
    }
    if (found.size() > 1) {
      throw Refusal.badRequest("Conflicting SODA parameters found: " + found + "\n");
    }
  }

  /** The type, when there is one, beats the name. */
  private boolean isFits() {
    String told = type;
    return told != null
        ? told.equals("application/fits") || told.equals("image/fits")
        : name.endsWith(".fits") || name.endsWith(".fz");
  }

  private String decorated(String cutout) {
    int dot = name.indexOf(".fits");
    String start = dot < 0 ? name : name.substring(0, dot);
    String text = cutout.replaceAll("[^A-Za-z0-9-]", "_").replaceAll("^_|_$", "");
    return start + "." + text + ".fits";
  }

  private static CutoutSpec sections(FitsSource source, List<String> subs)
      throws IOException, Refusal {
    StringBuilder all = new StringBuilder();
    for (String sub : subs) {
      if (!sub.startsWith("[")) {
        throw new Refusal(
            500,
            "unexpected exception: java.lang.ArrayIndexOutOfBoundsException:"
                + " Index 1 out of bounds for length 1");
      }
      all.append(inside(source, sub));
    }
    try {
      return CutoutNames.spec(all.toString());
    } catch (CutoutException e) {
      throw Refusal.badRequest("Invalid argument: " + e.getMessage());
    }
  }

  /**
   * A range that begins at or behind the last pixel is dropped, and those after it move to the axes
   * before them: what the service gives for such a request is another part of the image.
   */
  private static String inside(FitsSource source, String sub) throws IOException, Refusal {
    Matcher matcher = RANGES.matcher(sub);
    if (!matcher.matches()) {
      return sub;
    }
    String extension = matcher.group(1) + "]";
    String[] ranges = matcher.group(2).split(",", -1);
    List<String> left = new ArrayList<>();
    for (int axis = 0; axis < ranges.length; axis++) {
      if (!isOutside(source, extension, axis, ranges[axis])) {
        left.add(ranges[axis]);
      }
    }
    if (left.isEmpty()) {
      throw Refusal.badRequest("No overlap found.\n");
    }
    return extension + "[" + String.join(",", left) + "]";
  }

  private static boolean isOutside(FitsSource source, String extension, int axis, String range)
      throws IOException {
    String first = range.strip().split(":", -1)[0];
    if (!first.matches("[0-9]{1,9}")) {
      return false;
    }
    // One pixel more than the first one: so the last pixel alone counts as outside.
    String beyond = "*,".repeat(axis) + (Long.parseLong(first) + 1) + ":" + Integer.MAX_VALUE;
    try {
      CutPlan.of(source, CutoutNames.spec(extension + "[" + beyond + "]"), Long.MAX_VALUE);
      return false;
    } catch (CutoutException e) {
      return e.kind() == CutoutException.Kind.OUT_OF_RANGE;
    }
  }

  private void send(Exchange exchange, FitsSource source, CutoutSpec spec, String type)
      throws IOException, Refusal {
    Path made = Files.createTempFile("vosfs-demo-", ".cutout");
    try (FileChannel out =
        FileChannel.open(
            made,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE)) {
      try {
        CutPlan.of(source, spec, Long.MAX_VALUE).writeTo((at, bytes) -> write(out, at, bytes));
      } catch (CutoutException e) {
        throw refusal(spec, e);
      }
      exchange.set("Content-Type", type);
      OutputStream body = exchange.begin(200, Exchange.UNKNOWN);
      FileBody.send(out, 0, out.size(), body);
      body.close();
    }
  }

  private static List<String> slices(CutoutSpec spec) {
    return spec instanceof CutoutSpec.Sections some
        ? some.sections().stream()
            .map(
                one ->
                    "ExtensionSlice[" + one.extension() + " ranges: " + one.ranges().size() + "]")
            .toList()
        : List.of();
  }

  private Refusal refusal(CutoutSpec spec, CutoutException e) {
    return switch (e.kind()) {
      case NOT_FITS -> Refusal.badRequest("not a fits file: " + uri + " aka " + name + "\n");
      case NO_EXTENSION ->
          Refusal.badRequest(
              "One or more requested slices could not be found:\n" + slices(spec) + "\n");
      default -> Refusal.badRequest("No overlap found.\n");
    };
  }

  private static void write(FileChannel out, long at, ByteBuffer bytes) throws IOException {
    long place = at;
    while (bytes.hasRemaining()) {
      place += out.write(bytes, place);
    }
  }

  private static FitsSource source(FileChannel file) throws IOException {
    long length = file.size();
    return new FitsSource() {
      @Override
      public long length() {
        return length;
      }

      @Override
      public int read(long offset, ByteBuffer into) throws IOException {
        return file.read(into, offset);
      }
    };
  }
}

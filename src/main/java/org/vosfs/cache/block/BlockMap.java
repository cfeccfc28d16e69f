package org.vosfs.cache.block;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Set;
import org.vosfs.base.DirectoryLock;

/**
 * Which blocks of a content are on the disk, with their checksums: the file {@code ID.map}.
 *
 * <p>All numbers big-endian. Header of {@value #HEADER_BYTES} bytes:
 *
 * <pre>
 *   0   8  "vosfsMAP"
 *   8   4  format, 1
 *  12   4  bytes per block
 *  16   8  bytes of the content
 *  24   8  bytes present
 *  32   4  CRC32C of the body
 *  36   4  length of the id
 *  40 128  id, ASCII, zeros behind it
 * 168  20  zeros
 * 188   4  CRC32C of bytes 0 to 187
 * </pre>
 *
 * <p>Body: one bit per block, lowest bit of the first byte first, padded to a byte; then for each
 * set bit, in order, the CRC32C of that block (4 bytes). Example: 300 KiB with blocks 0 and 2 of
 * 128 KiB present: body {@code 05 c0c0c0c0 c2c2c2c2}, bytes present 128 Ki + 44 Ki.
 */
record BlockMap(ContentKey key, int blockBytes, BitSet present, CrcTable crcs) {
  static final int HEADER_BYTES = 192;
  private static final byte[] MAGIC = "vosfsMAP".getBytes(StandardCharsets.US_ASCII);
  private static final int FORMAT = 1;
  private static final Set<StandardOpenOption> ANEW =
      Set.of(
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE);
  private static final int ID_AT = 40;
  private static final int ID_MOST = 128;
  private static final int CRC_AT = 188;

  /** What the header alone tells. */
  record Header(ContentKey key, int blockBytes, long presentBytes, int bodyCrc) {}

  /** Puts an encoded map in place of what is there, by a temporary file and a rename. */
  static void write(ByteBuffer encoded, Path map) throws IOException {
    Path temporary = map.resolveSibling(map.getFileName() + ".tmp");
    try (FileChannel out = FileChannel.open(temporary, ANEW, DirectoryLock.PRIVATE_FILE)) {
      while (encoded.hasRemaining()) {
        out.write(encoded);
      }
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
    Files.move(temporary, map, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Writes the first bytes of a map again: that changes nothing but its time. */
  static void touch(Path map) throws IOException {
    try (FileChannel out = FileChannel.open(map, StandardOpenOption.WRITE)) {
      out.write(ByteBuffer.wrap(MAGIC), 0);
    }
  }

  ByteBuffer encode() {
    Geometry geometry = new Geometry(key.length(), blockBytes);
    int bitBytes = (geometry.blocks() + 7) / 8;
    ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + bitBytes + 4 * present.cardinality());
    out.position(HEADER_BYTES);
    out.put(present.toByteArray());
    out.position(HEADER_BYTES + bitBytes);
    long bytes = 0;
    for (int b = present.nextSetBit(0); b >= 0; b = present.nextSetBit(b + 1)) {
      out.putInt(crcs.get(b));
      bytes += geometry.size(b);
    }
    out.position(HEADER_BYTES);
    int bodyCrc = CrcTable.of(out);
    out.clear();
    byte[] id = key.id().getBytes(StandardCharsets.US_ASCII);
    out.put(MAGIC).putInt(FORMAT).putInt(blockBytes).putLong(key.length()).putLong(bytes);
    out.putInt(bodyCrc).putInt(id.length).put(id);
    out.putInt(CRC_AT, CrcTable.of(out.duplicate().position(0).limit(CRC_AT)));
    return out.clear();
  }

  /**
   * Reads a header.
   *
   * @throws IOException when it is none of ours or damaged
   */
  static Header header(ByteBuffer in) throws IOException {
    byte[] magic = new byte[MAGIC.length];
    if (in.remaining() < HEADER_BYTES) {
      throw new IOException("block map too short");
    }
    int from = in.position();
    in.get(magic);
    int format = in.getInt();
    int blockBytes = in.getInt();
    long length = in.getLong();
    long presentBytes = in.getLong();
    int bodyCrc = in.getInt();
    int idLength = in.getInt();
    int crc = CrcTable.of(in.duplicate().position(from).limit(from + CRC_AT));
    boolean sound =
        Arrays.equals(magic, MAGIC)
            && format == FORMAT
            && blockBytes > 0
            && idLength > 0
            && idLength <= ID_MOST
            && presentBytes >= 0
            && crc == in.getInt(from + CRC_AT);
    if (!sound) {
      throw new IOException("not a block map of format " + FORMAT + ", or damaged");
    }
    byte[] id = new byte[idLength];
    in.position(from + ID_AT).get(id);
    in.position(from + HEADER_BYTES);
    try {
      ContentKey key = new ContentKey(new String(id, StandardCharsets.US_ASCII), length);
      return new Header(key, blockBytes, presentBytes, bodyCrc);
    } catch (IllegalArgumentException e) {
      throw new IOException("block map names no content", e);
    }
  }

  /**
   * Reads a whole map.
   *
   * @throws IOException when it is none of ours or damaged
   */
  static BlockMap read(Path file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file));
    Header header = header(in);
    if (CrcTable.of(in.duplicate()) != header.bodyCrc()) {
      throw new IOException("block map damaged: " + file);
    }
    Geometry geometry = new Geometry(header.key().length(), header.blockBytes());
    int bitBytes = (geometry.blocks() + 7) / 8;
    if (in.remaining() < bitBytes) {
      throw new IOException("block map too short: " + file);
    }
    BitSet present = BitSet.valueOf(in.slice(in.position(), bitBytes));
    in.position(in.position() + bitBytes);
    if (in.remaining() != 4L * present.cardinality() || present.length() > geometry.blocks()) {
      throw new IOException("block map does not add up: " + file);
    }
    CrcTable crcs = new CrcTable();
    for (int b = present.nextSetBit(0); b >= 0; b = present.nextSetBit(b + 1)) {
      crcs.set(b, in.getInt());
    }
    return new BlockMap(header.key(), header.blockBytes(), present, crcs);
  }
}

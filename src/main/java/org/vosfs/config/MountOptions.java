package org.vosfs.config;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All options of a mount, each defined once. Paths are relative to the directory the program was
 * started in. Immutable.
 */
public final class MountOptions {
  /** Where the services of CADC and CANFAR are registered (protocol §3.1). */
  private static final String REGISTRIES =
      "https://ws.cadc-ccda.hia-iha.nrc-cnrc.gc.ca/reg https://ws-uv.canfar.net/reg";

  private final List<Option<?>> all = new ArrayList<>();

  public final Option<URI> endpoint;
  public final Option<String> resource;
  public final Option<List<URI>> registry;
  public final Option<String> auth;
  public final Option<Path> certFile;
  public final Option<Path> tokenFile;
  public final Option<String> tokenCommand;
  public final Option<Path> cookieFile;
  public final Option<Path> netrcFile;
  public final Option<Path> caFile;
  public final Option<Path> cacheDir;
  public final Option<Long> cacheSize;
  public final Option<Long> stagingLimit;
  public final Option<Duration> ttl;
  public final Option<Duration> negativeTtl;
  public final Option<Duration> deadline;
  public final Option<Integer> uploads;
  public final Option<Duration> quiet;
  public final Option<String> writeThrough;
  public final Option<URI> siteCache;
  public final Option<List<Long>> bandwidth;
  public final Option<String> names;
  public final Option<Boolean> cutouts;
  public final Option<Long> cutoutSize;
  public final Option<Boolean> readOnly;
  public final Option<Boolean> allowOther;
  public final Option<Boolean> nonEmpty;
  public final Option<Integer> user;
  public final Option<Integer> group;
  public final Option<Integer> umask;
  public final Option<String> chmod;
  public final Option<String> fuseLibrary;
  public final Option<Boolean> passthrough;
  public final Option<Duration> stopTimeout;
  public final Option<InetSocketAddress> metrics;
  public final Option<Integer> page;
  public final Option<String> logLevel;
  public final Option<Path> logFile;

  /**
   * @param directory where relative paths begin
   * @param home where {@code ~/} points
   */
  public MountOptions(Path directory, Path home) {
    Kind<Path> path = Kinds.path(directory, home);
    endpoint = add("endpoint", Kinds.ENDPOINT, "", "the service, instead of asking the registry");
    resource = add("resource", Kinds.RESOURCE, "", "the service's name in the registry");
    registry = add("registry", Kinds.ENDPOINTS, REGISTRIES, "registries, asked in this order");
    auth =
        add(
            "auth",
            Kinds.choice("auto", "certificate", "token", "cookie", "netrc", "basic", "anonymous"),
            "auto",
            "the credential to use; auto takes the first of these that is there");
    certFile =
        add("certfile", path, "", "proxy certificate (default: ~/.ssl/cadcproxy.pem if it exists)");
    tokenFile =
        add("token-file", path, "", "file with a bearer token; VOSFS_TOKEN may hold one instead");
    tokenCommand =
        add("token-command", Kinds.COMMAND, "", "prints a bearer token; run again when refused");
    cookieFile = add("cookie-file", path, "", "file with a token that is sent as a cookie");
    netrcFile = add("netrc-file", path, "~/.netrc", "names and passwords, by host");
    caFile = add("ca-file", path, "", "PEM file with further authorities of server certificates");
    cacheDir = add("cache-dir", path, "~/.cache/vosfs", "where cached and unsent bytes are kept");
    cacheSize = add("cache-size", Kinds.SIZE, "10G", "most bytes of cached content on disk");
    stagingLimit =
        add("staging-limit", Kinds.SIZE, "0", "most bytes of unsent files; 0: what the disk has");
    ttl = add("ttl", Kinds.DURATION, "30s", "how long names and attributes are believed");
    negativeTtl = add("negative-ttl", Kinds.DURATION, "3s", "how long an absent name is believed");
    deadline = add("deadline", Kinds.DURATION, "30s", "longest wait of one call on the service");
    uploads = add("uploads", Kinds.number(1, 64), "8", "files uploaded at the same time");
    quiet = add("quiet", Kinds.DURATION, "1s", "wait after a close before its upload begins");
    writeThrough =
        add(
            "write-through",
            Kinds.choice("no", "close"),
            "no",
            "close and fsync wait for the service and return its error");
    siteCache =
        add("site-cache", Kinds.ENDPOINT, "", "cache of this site, in front of the storage sites");
    bandwidth = add("bwlimit", Kinds.RATES, "0", "most bytes a second sent and received, for each");
    names =
        add(
            "names",
            Kinds.choice("escape", "refuse"),
            "escape",
            "names the service cannot hold: stored escaped, or refused");
    cutouts =
        add("cutouts", Kinds.FLAG, "no", "parts of FITS files have names: img.fits[1][1:9,1:9]");
    cutoutSize =
        add("cutout-size", Kinds.SIZE, "1G", "most bytes of such parts on disk, and of one");
    readOnly = add("ro", Kinds.FLAG, "no", "refuse every change");
    allowOther = add("allow-other", Kinds.FLAG, "no", "other local users act with your rights");
    nonEmpty = add("nonempty", Kinds.FLAG, "no", "cover what the mount point holds");
    user = add("uid", Kinds.number(0, Integer.MAX_VALUE), "", "owner shown (default: you)");
    group = add("gid", Kinds.number(0, Integer.MAX_VALUE), "", "group shown (default: yours)");
    umask = add("umask", Kinds.OCTAL, "000", "permission bits taken away");
    chmod =
        add(
            "chmod",
            Kinds.choice("keep", "publish"),
            "keep",
            "chmod keeps bits for programs, or changes who may read and write on the service");
    fuseLibrary =
        add(
            "fuse-library",
            Kinds.choice("auto", "native", "system"),
            "auto",
            "between the kernel and vosfs: its native layer, or libfuse 2; auto: what can be used");
    passthrough =
        add(
            "passthrough",
            Kinds.FLAG,
            "yes",
            "on mounts by root, the kernel reads and writes files whose bytes are all here by itself");
    stopTimeout =
        add("stop-timeout", Kinds.DURATION, "30s", "longest wait for uploads when told to end");
    metrics =
        add("metrics", Kinds.ADDRESS, "", "figures for Prometheus at this address (default: none)");
    page =
        add(
            "page",
            Kinds.number(0, 65_535),
            "",
            "a page to look at, on this port of 127.0.0.1; 0: any free one (default: none)");
    logLevel =
        add("log-level", Kinds.choice("error", "warn", "info", "debug"), "info", "what is logged");
    logFile =
        add(
            "log-file",
            path,
            "",
            "log of a background mount (default: ~/.local/state/vosfs/NAME.log)");
  }

  private <T> Option<T> add(String key, Kind<T> kind, String preset, String help) {
    Option<T> option = new Option<>(key, kind, preset, help);
    all.add(option);
    return option;
  }

  /** All of them, in the order of the documentation. */
  public List<Option<?>> all() {
    return List.copyOf(all);
  }

  /** The option with that key. */
  public Optional<Option<?>> find(String key) {
    return all.stream().<Option<?>>map(option -> option).filter(o -> o.key().equals(key)).findAny();
  }
}

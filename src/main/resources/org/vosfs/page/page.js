"use strict";

// The token comes in the fragment and stays in this tab, for this port only.
const KEY = "token";
if (location.hash.length > 1) {
  sessionStorage.setItem(KEY, location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
}

const STEP = 2000;
const SVG = "http://www.w3.org/2000/svg";
const at = (id) => document.getElementById(id);
const asking = new Map(); // what a person is asked or told about a file, by its path
let timer = 0;

async function ask(method, name, body) {
  const headers = { Authorization: "Bearer " + (sessionStorage.getItem(KEY) || "") };
  if (body) headers["Content-Type"] = "application/json";
  const reply = await fetch("/api/" + name, { method, headers, body: body && JSON.stringify(body) });
  const value = await reply.json();
  if (!reply.ok) throw new Error(value.error || "status " + reply.status);
  return value;
}

// Names are only ever text, and what would be invisible or turn a line around is written out.
function plain(text) {
  return String(text).replace(
    /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
    (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"));
}

function element(name, text, kind) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = plain(text);
  if (kind) made.className = kind;
  return made;
}

function button(text, action, kind) {
  const made = element("button", text, kind);
  made.type = "button";
  made.addEventListener("click", action);
  return made;
}

function bytes(value) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return (unit === 0 ? Math.round(value) : value.toFixed(1)) + " " + units[unit];
}

function span(seconds) {
  if (seconds < 3600) return Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
  return Math.floor(seconds / 3600) + " h " + Math.floor((seconds % 3600) / 60) + " min";
}

const files = (count) => count + (count === 1 ? " file" : " files");
const percent = (part, all) => Math.round((100 * part) / all) + " %";

async function change(name, path) {
  asking.set(path, { busy: true });
  say("");
  await look();
  try {
    await ask("POST", name, { path });
  } catch (e) {
    say(name + " " + path + ": " + e.message);
  }
  asking.delete(path);
  await look();
}

function say(text) {
  at("message").textContent = plain(text);
  at("message").hidden = !text;
}

function fileItem(file) {
  const item = element("li");
  const known = asking.get(file.path) || {};
  item.dataset.path = file.path;
  item.append(element("div", file.path, "name"));
  const running = file.rate > 0 || (file.sent > 0 && file.sent < file.size);
  let line = bytes(file.size) + ", " + file.state;
  if (file.rate > 0) {
    line += ", " + bytes(file.rate) + "/s, " + span(Math.floor((file.size - file.sent) / file.rate)) + " left";
  }
  item.append(element("div", line, file.queued ? "quiet" : "bad"));
  if (file.problem && !file.state.includes(file.problem)) {
    item.append(element("div", (file.attempts ? "after " + file.attempts + " tries: " : "") + file.problem, "bad"));
  }
  if (running) {
    const bar = element("progress");
    bar.max = file.size;
    bar.value = file.sent;
    item.append(bar);
  }
  if (known.sure) {
    item.append(
      element("div", "Throw away what is not uploaded of it, for good?", "bad"),
      button("Discard for good", () => change("discard", file.path), "danger"),
      button("Keep it", () => { asking.delete(file.path); look(); }));
  } else {
    item.append(
      button("Retry", () => change("retry", file.path)),
      button("Discard…", () => { asking.set(file.path, { sure: true }); look(); }));
  }
  item.querySelectorAll("button").forEach((b) => { b.disabled = Boolean(known.busy); });
  return item;
}

// Only what changed is made anew, so that no button is taken away under a finger.
function showFiles(list, inAll) {
  const box = at("files");
  const old = new Map([...box.children].map((item) => [item.dataset.path, item]));
  const items = list.map((file) => {
    const state = JSON.stringify([file, asking.get(file.path)]);
    let item = old.get(file.path);
    if (!item || item.dataset.state !== state) {
      item = fileItem(file);
      item.dataset.state = state;
    }
    return item;
  });
  if (items.length !== box.children.length || items.some((item, i) => item !== box.children[i])) {
    box.replaceChildren(...items);
  }
  at("all").hidden = !list.some((file) => !file.queued);
  const held = list.filter((file) => !file.queued).length;
  const size = list.reduce((sum, file) => sum + file.size, 0);
  at("unsent").textContent = inAll === 0
    ? "Everything is on the server."
    : files(inAll) + (inAll > list.length ? ", of which " + list.length + " are shown" : " (" + bytes(size) + ")")
      + (held ? "; " + held + " will not go without you, or are open" : "");
}

function curve(svg, values, top, kind) {
  const path = document.createElementNS(SVG, "path");
  const step = values.length > 1 ? 300 / (values.length - 1) : 0;
  path.setAttribute("d", values
    .map((value, i) => (i ? "L" : "M") + (i * step).toFixed(1) + " " + (58 - (56 * value) / top).toFixed(1))
    .join(""));
  path.setAttribute("class", kind);
  svg.append(path);
}

function chart(id, first, second) {
  const svg = at(id);
  svg.setAttribute("viewBox", "0 0 300 60");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.replaceChildren();
  const top = Math.max(1, ...first, ...second);
  curve(svg, first, top, "first");
  curve(svg, second, top, "second");
  return top;
}

const last = (list) => (list.length ? list[list.length - 1] : 0);

function legend(id, ...parts) {
  at(id).replaceChildren(...parts.map(([text, kind]) => element("span", text + "  ", kind)));
}

function showHistory(status, history) {
  const requests = status.requests || {};
  const top = chart("chart-requests", history.requests, history.failures);
  legend("requests",
    ["— " + last(history.requests).toFixed(1) + "/s", "first"],
    ["— " + last(history.failures).toFixed(1) + "/s failed", "second"],
    ["highest " + top.toFixed(1) + "/s, " + (requests.count || 0) + " in all, "
      + (requests.running || 0) + " running", "quiet"]);
  const most = chart("chart-bytes", history.receivedBytes, history.sentBytes);
  legend("bytes",
    ["— receiving " + bytes(last(history.receivedBytes)) + "/s", "first"],
    ["— sending " + bytes(last(history.sentBytes)) + "/s", "second"],
    ["highest " + bytes(most) + "/s", "quiet"]);
}

function showCache(cache, metadata) {
  if (!cache) return;
  const reads = cache.hits + cache.misses;
  const asked = metadata ? metadata.hits + metadata.misses : 0;
  at("cache").textContent = bytes(cache.bytes) + " of " + bytes(cache.limit) + " in " + files(cache.files)
    + (reads ? "; " + percent(cache.hits, reads) + " of the reads served from it" : "")
    + (asked ? "; " + percent(metadata.hits, asked) + " of the questions about names answered from memory" : "");
  at("cache-bar").max = Math.max(1, cache.limit);
  at("cache-bar").value = cache.bytes;
}

function showFacts(status) {
  const service = status.service || {};
  const credential = status.credential || {};
  const facts = [
    ["Service", service.root],
    ["You are", service.user && service.user + " by " + credential.source],
    ["Valid until", credential.problem || credential.expires],
    ...((status.service && status.service.silent) || []).map((one) =>
      ["Away since", new Date(one.since).toLocaleTimeString() + ": " + one.why
        + ". What is cached is served, what is written waits and goes by itself."]),
    ["Trouble", status.requests && status.requests.lastFailure],
    ["Driver", status.fuseLibrary],
    ["With", (status.fuseFeatures || []).join(", ")],
    ["Without", (status.fuseMissing || []).join(", ")],
    ["Process", status.pid + " since " + status.since],
    ["Version", status.version + " on Linux " + status.kernel]];
  at("facts").replaceChildren(...facts
    .filter(([, value]) => value)
    .flatMap(([name, value]) => [element("dt", name), element("dd", value)]));
}

function show(now) {
  const status = now.status;
  document.title = status.space + " on " + status.mountPoint;
  at("title").textContent = plain(document.title);
  at("state").textContent = plain([
    status.readOnly ? "read-only" : "",
    status.service && status.service.offline ? "offline: the service is asked nothing" : "",
    ...((status.service && status.service.silent) || []).map((one) => "away: " + one.why),
    "as of " + new Date().toLocaleTimeString()].filter(Boolean).join(", "));
  at("main").hidden = false;
  showFiles(now.files, now.filesInAll);
  showHistory(status, now.history);
  showCache(status.cache, status.metadata);
  showFacts(status);
}

async function look() {
  clearTimeout(timer);
  try {
    show(await ask("GET", "now"));
    if (at("message").dataset.lost) say("");
    delete at("message").dataset.lost;
  } catch (e) {
    at("message").dataset.lost = "yes";
    say(e instanceof TypeError ? "The mount does not answer; it may have ended." : e.message);
  }
  clearTimeout(timer);
  timer = setTimeout(() => (document.hidden ? 0 : look()), STEP);
}

document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
at("retry-all").addEventListener("click", () => change("retry", "/"));
look();

import { describe, expect, it } from "vitest";
import { isHopeless, notePullLine, pullPercent, type Layers, type PullLine } from "#lib/agent/rules/pull.ts";

const percent = (...lines: PullLine[]) => pullPercent(lines.reduce<Layers>(notePullLine, new Map()));

describe("The progress of a pull", () => {
  it("is unknown before the first layer", () => {
    expect(percent({ status: "Pulling from acme/app", id: "1.0.0" })).toBeNull();
  });

  it("counts layers where the engine tells no sizes", () => {
    expect(percent({ id: "a", status: "Pulling fs layer" }, { id: "b", status: "Already exists" })).toBe(50);
  });

  it("weighs layers by size, and does not fall when they are unpacked", () => {
    const downloading = [
      { id: "a", status: "Downloading", progressDetail: { current: 300, total: 300 } },
      { id: "b", status: "Downloading", progressDetail: { current: 0, total: 100 } },
    ];
    expect(percent(...downloading)).toBe(75);
    expect(percent(...downloading, { id: "a", status: "Extracting", progressDetail: { current: 1, total: 300 } })).toBe(
      75,
    );
  });

  it("ends at 100", () => {
    expect(percent({ id: "a", status: "Pull complete" }, { id: "b", status: "Download complete" })).toBe(100);
  });
});

it.each([
  ["manifest unknown: manifest unknown", true],
  ["manifest for acme/app:9 not found: manifest unknown", true],
  ["pull access denied for acme/app, repository does not exist", true],
  ["unauthorized: authentication required", true],
  ["no matching manifest for linux/arm/v7 in the manifest list entries", true],
  ["write /var/lib/docker/tmp/x: no space left on device", true],
  ["dial tcp 127.0.0.1:5000: connect: connection refused", false],
  ["Get https://r/v2/: net/http: TLS handshake timeout", false],
  ["received unexpected HTTP status: 503 Service Unavailable", false],
  ["unexpected EOF", false],
])("of %s: hopeless is %s", (message, hopeless) => {
  expect(isHopeless(message)).toBe(hopeless);
});

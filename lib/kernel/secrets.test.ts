import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfig } from "#lib/kernel/config.ts";
import { withSecrets } from "#lib/kernel/secrets.ts";

describe("The secrets of an installation", () => {
  let dataDir = "";
  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), "slipway-secrets-"));
  });
  afterEach(() => rm(dataDir, { recursive: true }));
  const load = () => withSecrets(loadConfig({ SLIPWAY_DATA_DIR: dataDir }));

  it("are made once, kept for the owner alone, and stay the same", async () => {
    const first = await load();
    expect(first.nextAuthSecret.length).toBeGreaterThanOrEqual(32);
    expect(await load()).toEqual(first);
    expect((await stat(path.join(dataDir, "secrets.json"))).mode & 0o077).toBe(0);
  });

  it.each(["{", "{}", "null", '{"nextAuthSecret":"short","encryptionKey":"short"}'])(
    "are not guessed where the file holds %s",
    async (text) => {
      const file = path.join(dataDir, "secrets.json");
      await writeFile(file, text);
      await expect(load()).rejects.toThrow(/secrets\.json/);
      expect(await readFile(file, "utf8")).toBe(text);
    },
  );

  it("say in a sentence that the folder cannot be used", async () => {
    const file = path.join(dataDir, "file");
    await writeFile(file, "");
    const config = loadConfig({ SLIPWAY_DATA_DIR: path.join(file, "below") });
    await expect(withSecrets(config)).rejects.toMatchObject({
      name: "ConfigError",
      message: expect.stringContaining("SLIPWAY_DATA_DIR"),
    });
  });
});

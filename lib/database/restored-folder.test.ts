import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeEach, expect, it } from "vitest";
import { finishRestore, restoringFolder, restoringSecrets, takeRestoredFolder } from "#lib/database/restored-folder.ts";

let dataDir = "";
const now = new Date("2027-01-31T22:00:00.000Z");
const ASIDE = "database.before-restore-20270131T220000Z";

const make = async (folder: string, content: string) => {
  await mkdir(folder);
  await writeFile(path.join(folder, "which"), content);
};
const which = (name: string) => readFile(path.join(dataDir, name, "which"), "utf8");

beforeEach(async () => {
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
  dataDir = await mkdtemp(path.join(tmpdir(), "slipway-restored-"));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

it("puts what was restored in the place of what was there, which stays beside it", async () => {
  await make(path.join(dataDir, "database"), "old");
  await make(restoringFolder(dataDir), "new");
  await takeRestoredFolder(dataDir, now);
  expect([await which("database"), await which(ASIDE)]).toEqual(["new", "old"]);
  expect((await readdir(dataDir)).sort()).toEqual(["database", ASIDE]);
});

it("leaves what is half restored alone, and the old in its place", async () => {
  await make(path.join(dataDir, "database"), "old");
  await make(restoringFolder(dataDir), "half");
  await finishRestore(dataDir);
  expect(await which("database")).toBe("old");
});

it.each(["before the first rename", "between the renames", "after both"])(
  "is finished after a kill %s",
  async (place) => {
    await make(path.join(dataDir, "database"), "old");
    await make(restoringFolder(dataDir), "new");
    await writeFile(path.join(dataDir, "restored.json"), JSON.stringify({ aside: ASIDE }));
    if (place !== "before the first rename") await rename(path.join(dataDir, "database"), path.join(dataDir, ASIDE));
    if (place === "after both") await rename(restoringFolder(dataDir), path.join(dataDir, "database"));
    await finishRestore(dataDir);
    expect([await which("database"), await which(ASIDE)]).toEqual(["new", "old"]);
    expect((await readdir(dataDir)).sort()).toEqual(["database", ASIDE]);
  },
);

it("takes the keys that belong to it along, and says so", async () => {
  await make(path.join(dataDir, "database"), "old");
  await make(restoringFolder(dataDir), "new");
  await writeFile(path.join(dataDir, "secrets.json"), "old keys");
  await writeFile(restoringSecrets(dataDir), "new keys");
  await writeFile(path.join(dataDir, "restored.json"), JSON.stringify({ aside: ASIDE }));
  expect(await finishRestore(dataDir)).toBe(true);
  expect(await readFile(path.join(dataDir, "secrets.json"), "utf8")).toBe("new keys");
  expect(await readFile(path.join(dataDir, ASIDE.replace("database", "secrets.json")), "utf8")).toBe("old keys");
  expect(await finishRestore(dataDir)).toBe(false);
});

it("leaves the keys of a half restored database alone", async () => {
  await writeFile(path.join(dataDir, "secrets.json"), "old keys");
  await writeFile(restoringSecrets(dataDir), "new keys");
  expect(await finishRestore(dataDir)).toBe(false);
  expect(await readFile(path.join(dataDir, "secrets.json"), "utf8")).toBe("old keys");
});

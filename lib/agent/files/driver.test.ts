import { createHash } from "node:crypto";
import { chmod, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { carryOut } from "#lib/agent/carry-out.ts";
import { Courier } from "#lib/agent/courier.ts";
import { FilesDriver, type FilesDetail } from "#lib/agent/files/driver.ts";
import { Outbox } from "#lib/agent/outbox.ts";
import type { Action } from "#lib/agent/rules/action.ts";
import { agentFile } from "#lib/agent/rules/options.ts";
import type { AgentReport } from "#lib/agent/rules/outbox.ts";
import type { Ending } from "#lib/agent/rules/work.ts";
import { FileSource } from "#lib/agent/testing/file-source.ts";
import { aFolder, quietLog } from "#lib/agent/testing/quiet.ts";
import { WorkFile } from "#lib/agent/work-file.ts";

/** Notes what it is told, and puts "the release" in place by copying it. A file named so makes it fail or hang. */
const SCRIPT = `#!/bin/sh
here=$(dirname "$0")
echo "$SLIPWAY_ACTION $SLIPWAY_VERSION from $SLIPWAY_PREVIOUS_VERSION attempt $SLIPWAY_ATTEMPT$SLIPWAY_ENROLLMENT_TOKEN" >> "$here/told"
[ -e "$here/hangs-$SLIPWAY_VERSION" ] && sleep 60
cp $SLIPWAY_FILES "$here/in-place"
[ -e "$here/fails-$SLIPWAY_VERSION" ] && { echo "cannot flash" >&2; exit 3; }
exit 0
`;

let source: FileSource;
let dataDir: string;
let reports: AgentReport[];

beforeEach(async () => {
  source = await FileSource.start(Buffer.from("release 1"));
  dataDir = await aFolder();
  reports = [];
  await writeFile(path.join(dataDir, "apply"), SCRIPT);
  await chmod(path.join(dataDir, "apply"), 0o755);
});
afterEach(async () => {
  source.close();
  await rm(dataDir, { recursive: true, force: true });
});

function release(version: string, change: Partial<Action> = {}): Action {
  source.content = Buffer.from(`release ${version}`);
  const sha256 = createHash("sha256").update(source.content).digest("hex");
  return {
    ...{ id: Number(version), kind: "update", product: "till", image: "till", digest: null, version },
    artifacts: [{ name: "firmware.bin", url: "/files/1", sha256, size: source.content.length }],
    healthCheck: {
      ...{ type: "self", by: "device", gracePeriodSeconds: 0, intervalSeconds: 1, retries: 0, timeoutSeconds: 5 },
    },
    ...change,
  };
}

function driver(health?: object): FilesDriver {
  return new FilesDriver({
    ...{ dataDir, server: source.url, readToken: async () => "t", script: path.join(dataDir, "apply") },
    ...{ scriptTimeoutMillis: 700, deviceAddress: "127.0.0.1", device: { id: "d", name: "d" }, previousKept: 1 },
    file: agentFile.parse({ products: health ? { till: { health } } : {} }),
  });
}

async function run(action: Action, used = driver()): Promise<Ending> {
  const file = new WorkFile<FilesDetail>(dataDir);
  const outbox = await Outbox.open(dataDir);
  const courier = new Courier({
    ...{ outbox, log: quietLog, random: () => 0, onRefused: () => {} },
    send: async (report) => {
      reports.push(report);
      return { kind: "ok", body: { accepted: true }, etag: null };
    },
  });
  const ending = await carryOut((await file.load()) ?? used.begin(action), {
    ...{ driver: used, courier, file, log: quietLog, random: () => 0, patienceMillis: 0 },
    signal: new AbortController().signal,
    withdrawal: new AbortController().signal,
  });
  await courier.untilDelivered(AbortSignal.timeout(5_000));
  await courier.stop();
  await outbox.close();
  return ending;
}

const inPlace = () => readFile(path.join(dataDir, "in-place"), "utf8");
const told = async () => (await readFile(path.join(dataDir, "told"), "utf8")).trim().split("\n");
const letScript = (what: string) => writeFile(path.join(dataDir, what), "");

describe("An update of files", () => {
  it("is downloaded, put in place by the script, and reported", async () => {
    expect(await run(release("1"))).toEqual({ kind: "done" });
    expect(await inPlace()).toBe("release 1");
    expect(reports.map(({ status }) => status)).toContain("installed");
    expect(reports.at(-1)).toMatchObject({ status: "healthy", apps: { till: { version: "1" } } });
    expect(await driver().apps()).toEqual({ till: { image: "till", digest: null, version: "1" } });
  });

  it.each([
    ["fails", /exit code 3: cannot flash/],
    ["hangs", /took longer than 0.7 s/],
  ])("whose script %s puts back what was there", async (how, reason) => {
    await run(release("1"));
    await letScript(`${how}-2`);
    expect(await run(release("2"))).toMatchObject({ kind: "failed", isBack: true });
    expect(await inPlace()).toBe("release 1");
    expect(reports.at(-1)).toMatchObject({ status: "rolledBack", message: expect.stringMatching(reason) });
    expect((await driver().apps()).till?.version).toBe("1");
  });

  it("that is not healthy is taken back", async () => {
    await run(release("1"));
    const health = { command: ["sh", "-c", "echo sick; exit 1"], where: "host" };
    await run(release("2"), driver(health));
    expect(reports.at(-1)).toMatchObject({ status: "rolledBack", message: expect.stringMatching(/sick/) });
    expect(await inPlace()).toBe("release 1");
  });

  it("has failed where there is nothing to go back to", async () => {
    await letScript("fails-1");
    await run(release("1"));
    expect(reports.at(-1)).toMatchObject({ status: "failed", message: expect.stringMatching(/nothing to go back to/) });
  });

  it("tells the script what it needs and none of the agent's secrets", async () => {
    process.env.SLIPWAY_ENROLLMENT_TOKEN = "secret";
    await run(release("1"));
    await run(release("2"));
    Reflect.deleteProperty(process.env, "SLIPWAY_ENROLLMENT_TOKEN");
    expect(await told()).toEqual(["update 1 from  attempt 1", "update 2 from 1 attempt 1"]);
  });

  it("that was interrupted in mid-script runs the script again and says so", async () => {
    const action = release("1");
    const file = new WorkFile<FilesDetail>(dataDir);
    const killed = driver();
    let work = killed.begin(action);
    const around = {
      ...{ log: quietLog, sleep: async () => {}, progress: async () => {}, installed: async () => {} },
      ...{ signal: new AbortController().signal, untouchedSignal: new AbortController().signal },
    };
    while (work.phase !== "checking") {
      await file.save(work);
      const advance = await killed.advance(work, around);
      if (advance.kind === "over") throw new Error("It ended too early.");
      work = advance.work;
    }
    // The script has run, but nobody came to write that down.
    await run(action);
    expect(await told()).toEqual(["update 1 from  attempt 1", "update 1 from  attempt 2"]);
    expect(reports.at(-1)).toMatchObject({ status: "healthy" });
  });

  it("rolled back by the server uses the files that were kept, though their source is gone", async () => {
    const first = release("1");
    await run(first);
    await run(release("2"));
    await driver().tidy(quietLog);
    source.status = 404;
    await run({ ...first, id: 9, kind: "rollback" });
    expect(reports.at(-1)).toMatchObject({ actionId: 9, status: "rolledBack" });
    expect(await inPlace()).toBe("release 1");
  });

  it("keeps as many releases as wanted", async () => {
    for (const version of ["1", "2", "3"]) await run(release(version));
    await driver().tidy(quietLog);
    source.status = 404;
    await run({ ...release("1"), id: 9, kind: "rollback" });
    expect(reports.at(-1)).toMatchObject({ status: "failed", message: expect.stringMatching(/404/) });
    expect(await inPlace()).toBe("release 3");
  });

  it("fails early where there is no script", async () => {
    await rm(path.join(dataDir, "apply"));
    await run(release("1"));
    expect(reports.at(-1)).toMatchObject({ status: "failed", message: expect.stringMatching(/cannot be run/) });
  });

  it("fails for what the disk cannot hold", async () => {
    const action = release("1");
    await run({ ...action, artifacts: [{ ...action.artifacts[0]!, size: 2 ** 52 }] });
    expect(reports.at(-1)).toMatchObject({ status: "failed", message: expect.stringMatching(/The disk is full/) });
  });
});

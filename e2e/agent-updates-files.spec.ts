import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
// Without a page: the suite's own server and browser would only be started for nothing.
import { expect, test } from "@playwright/test";
import { Api } from "#lib/client/api.ts";
import { AgentProcess } from "./support/agent.ts";
import { Firmware } from "./support/firmware.ts";
import { awaitStatus } from "./support/rollouts.ts";
import { Server } from "./support/server.ts";

/** Puts the file in place; one that says that it is broken is refused after that, as a device's boot would. */
const SCRIPT = `#!/bin/sh
cp $SLIPWAY_FILES "$(dirname "$0")/in-place"
if grep -q broken "$(dirname "$0")/in-place"; then echo "does not boot" >&2; exit 3; fi
`;

test("the agent installs files by a script, and goes back where the script fails", async () => {
  test.setTimeout(180_000);
  const folder = await mkdtemp(path.join(os.tmpdir(), "slipway-e2e-files-"));
  const script = path.join(folder, "apply");
  await writeFile(script, SCRIPT, { mode: 0o755 });
  const server = await Server.start();
  const api = new Api(server.url, server.token);
  const meters = await Firmware.declare(server, "meter");
  const { token } = await api.call<{ token: string }>({
    method: "POST",
    path: `/api/v1/fleets/${meters.slug}/enrollment-tokens`,
    body: { name: "Story" },
  });
  const agent = await AgentProcess.start({
    ...{ server: server.url, enrollmentToken: token, name: "meter-1", config: {} },
    args: ["--driver", "files", "--apply-script", script],
  });
  const inPlace = () => readFile(path.join(folder, "in-place"));

  try {
    await agent.says(/Enrolled/);
    const first = randomBytes(3_000_000);
    await test.step("a version of files reaches the device whole", async () => {
      await awaitStatus(api, await meters.rollOut("1.0.0", first), "completed");
      expect((await inPlace()).equals(first)).toBe(true);
    });

    await test.step("a version that the script refuses is taken back", async () => {
      const id = await meters.rollOut("1.1.0", Buffer.from("broken"));
      const devices = `/api/v1/rollouts/${id}/devices`;
      await expect
        .poll(async () => {
          const { items } = await api.call<{ items: object[] }>({ method: "GET", path: devices });
          return items[0];
        })
        .toMatchObject({ status: "rolledBack", reason: expect.stringContaining("does not boot") });
      expect((await inPlace()).equals(first)).toBe(true);
    });

    await test.step("killed during the download, the agent goes on with it", async () => {
      const second = randomBytes(20_000_000);
      const rollout = meters.rollOut("1.2.0", second);
      await agent.says(/version=1\.2\.0/);
      await agent.kill();
      agent.run();
      await awaitStatus(api, await rollout, "completed");
      expect((await inPlace()).equals(second)).toBe(true);
    });
    expect(await agent.stop()).toBe(0);
  } finally {
    await agent.remove();
    await server.remove();
    await rm(folder, { recursive: true, force: true });
  }
});

import { randomUUID } from "node:crypto";
import { beforeAll, expect, it } from "vitest";
import { probeAddress, readProbe } from "#lib/cdn/rules/probe.ts";
import { serveProbeOperation } from "#lib/http/operations/cdn.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { call, useAsRuntime } from "#lib/testing/http.ts";

describeWithDatabase("The object that a region is tested with", (getCtx) => {
  beforeAll(() => useAsRuntime(getCtx()));

  const nonce = randomUUID();
  const fetchProbe = (name = probeAddress(nonce).split("/").at(-1) ?? "") =>
    call(serveProbeOperation, { params: { name } });

  it("is for everybody, may be kept by caches, and is another one each time that it is made", async () => {
    const [first, second] = [await fetchProbe(), await fetchProbe()];
    expect(first.status).toBe(200);
    expect(first.headers.get("cache-control")).toBe("public, max-age=300");
    const probes = [readProbe(await first.text()), readProbe(await second.text())];
    expect(probes.map((probe) => probe?.nonce)).toEqual([nonce, nonce]);
    expect(probes[0]?.servedAt).not.toBe(probes[1]?.servedAt);
  });

  it.each(["x.bin", `${nonce}.txt`, nonce, `../${nonce}.bin`])("is not at %s", async (name) => {
    expect((await fetchProbe(name)).status).toBe(404);
  });
});

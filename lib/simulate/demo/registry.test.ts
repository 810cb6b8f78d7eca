import { createHash } from "node:crypto";
import { afterEach, expect, it } from "vitest";
import { DemoRegistry } from "#lib/simulate/demo/registry.ts";

const registries: DemoRegistry[] = [];

async function open(): Promise<{ registry: DemoRegistry; url: string }> {
  const registry = new DemoRegistry();
  registries.push(registry);
  return { registry, url: `http://${await registry.listen(0)}/v2` };
}

afterEach(() => {
  for (const registry of registries.splice(0)) registry.close();
});

it("answers manifests by tag and by digest, and the digest is that of the bytes", async () => {
  const { registry, url } = await open();
  const digest = registry.push("acme/gateway", "1.5.0");
  const head = await fetch(`${url}/acme/gateway/manifests/1.5.0`, { method: "HEAD" });
  expect(head.status).toBe(200);
  expect(head.headers.get("docker-content-digest")).toBe(digest);
  expect(head.headers.get("content-type")).toBe("application/vnd.oci.image.manifest.v1+json");

  const body = Buffer.from(await (await fetch(`${url}/acme/gateway/manifests/${digest}`)).arrayBuffer());
  expect(`sha256:${createHash("sha256").update(body).digest("hex")}`).toBe(digest);
  expect(head.headers.get("content-length")).toBe(String(body.length));
  const manifest = JSON.parse(body.toString());
  const layer = await fetch(`${url}/acme/gateway/blobs/${manifest.layers[0].digest}`);
  expect((await layer.arrayBuffer()).byteLength).toBe(manifest.layers[0].size);
});

it("makes the same image for the same tag in every run", async () => {
  const [first, second] = [(await open()).registry, (await open()).registry];
  expect(first.push("acme/gateway", "1.5.0")).toBe(second.push("acme/gateway", "1.5.0"));
  expect(first.push("acme/gateway", "1.6.0")).not.toBe(second.push("acme/gateway", "1.5.0"));
});

it("lists tags, and says what it does not know", async () => {
  const { registry, url } = await open();
  registry.push("acme/gateway", "1.4.1");
  registry.push("acme/gateway", "1.5.0");
  expect(await (await fetch(`${url}/acme/gateway/tags/list`)).json()).toEqual({
    name: "acme/gateway",
    tags: ["1.4.1", "1.5.0"],
  });
  expect((await fetch(`${url}/`)).status).toBe(200);
  const missing = await fetch(`${url}/acme/gateway/manifests/9.9.9`);
  expect(missing.status).toBe(404);
  expect(await missing.json()).toMatchObject({ errors: [{ code: "MANIFEST_UNKNOWN" }] });
  expect((await fetch(`${url}/acme/other/tags/list`)).status).toBe(404);
  expect((await fetch(`${url}/acme/gateway/manifests/1.4.1`, { method: "PUT" })).status).toBe(405);
});

it("takes another port where the wished one is taken", async () => {
  const taken = new URL((await open()).url);
  const other = new DemoRegistry();
  registries.push(other);
  expect(await other.listen(Number(taken.port))).not.toBe(taken.host);
});

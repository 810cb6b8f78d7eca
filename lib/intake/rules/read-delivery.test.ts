import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DomainError } from "#lib/kernel/errors.ts";
import { deliveryKeys } from "#lib/intake/rules/delivery-keys.ts";
import { readDelivery, type DeliveryToRead, type Reading } from "#lib/intake/rules/read-delivery.ts";
import { readSample } from "#lib/intake/testing/read-sample.ts";

const INDEX = "sha256:2bd35551a57d6a89311db6af7f73dcba9c210794d329e64b7a7a01430f068403";
const MANIFEST = "sha256:7a583f45bdcdc8df64b3cfb853c650e4628d2ffa82248fb1ba5e7f0564688004";
const receivedAt = new Date("2026-11-15T10:00:00Z");
const anySource = { format: null, registryHost: null, repositoryPrefix: null };

function read(body: unknown, options: Partial<DeliveryToRead> = {}): Reading {
  return readDelivery({
    body: body instanceof Uint8Array ? body : Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
    contentType: "application/json",
    githubEvent: null,
    receivedAt,
    source: anySource,
    ...options,
  });
}

function readFile(name: string): Reading {
  const { body, headers } = readSample(name);
  return read(body, { contentType: headers["content-type"] ?? null, githubEvent: headers["x-github-event"] ?? null });
}

function parsed(name: string) {
  return JSON.parse(readFileSync(new URL(`../testing/samples/${name}.json`, import.meta.url), "utf8"));
}

/** As much of GitHub's body as the tests change. */
interface GithubBody {
  action: string;
  package: { package_type: string; package_version: { container_metadata: unknown } | null };
}

function told(reading: Reading): string[] {
  return reading.pushes.map(({ push }) => `${push.registryHost}/${push.repository}:${push.tag}@${push.digest ?? "?"}`);
}

describe("samples", () => {
  test.each([
    ["dockerhub", "dockerHub", ["docker.io/acme/gateway:1.4.2@?"]],
    ["ghcr-package", "ghcr", [`ghcr.io/acme/gateway:1.4.2@${INDEX}`]],
    ["ghcr-registry-package", "ghcr", [`ghcr.io/acme/gateway:1.4.2@${INDEX}`]],
    ["distribution-v1", "distribution", [`registry.acme.example/acme/gateway:1.4.2@${MANIFEST}`]],
    ["harbor-default", "harbor", [`harbor.acme.example/acme/gateway:1.4.2@${INDEX}`]],
    ["harbor-cloudevents", "harbor", [`harbor.acme.example/acme/gateway:1.4.2@${INDEX}`]],
    ["quay", "quay", ["quay.io/acme/gateway:1.4.2@?", "quay.io/acme/gateway:1.4@?"]],
    ["acr", "acr", [`acme.azurecr.io/acme/gateway:1.4.2@${INDEX}`]],
    ["jfrog", "jfrog", [`acme.jfrog.io/docker-local/acme/gateway:1.4.2@${INDEX}`]],
  ])("%s is of %s and pushes %j", (name, format, pushes) => {
    const reading = readFile(name);
    expect(reading.format).toBe(format);
    expect(told(reading)).toEqual(pushes);
    expect(reading.ignoredReason).toBeNull();
  });

  test.each([
    ["ghcr-untagged-manifest", "untagged"],
    ["github-ping", "ping"],
  ])("%s is ignored: %s", (name, reason) => {
    const reading = readFile(name);
    expect(reading.pushes).toEqual([]);
    expect(reading.ignoredReason).toMatch(new RegExp(`^${reason}`));
  });

  test("a run of GitHub's workflows is no push", () => {
    expect(readFile("github-workflow-run-success")).toMatchObject({
      format: "ghcr",
      pushes: [],
      ignoredReason: null,
      run: { repository: "acme/gateway", conclusion: "success" },
    });
  });

  test("time and person are taken over where they are given", () => {
    expect(readFile("dockerhub").pushes[0]?.push).toMatchObject({
      pushedAt: "2026-11-15T09:22:02.000Z",
      actor: "acmebot",
    });
    expect(readFile("ghcr-package").pushes[0]?.push).toMatchObject({ pushedAt: "2026-11-15T09:22:04.000Z" });
    expect(readFile("quay").pushes[0]?.push).toMatchObject({ pushedAt: receivedAt.toISOString(), actor: null });
    expect(readFile("harbor-default").pushes[0]?.push).toMatchObject({ actor: "robot$acme+ci" });
  });
});

describe("mutations", () => {
  test("distribution v2 is read like v1", () => {
    const type = "application/vnd.docker.distribution.events.v2+json; charset=utf-8";
    expect(told(read(parsed("distribution-v1"), { contentType: type }))).toHaveLength(1);
  });

  test("our own look-ups come back as pulls and are ignored", () => {
    const body = parsed("distribution-v1");
    for (const event of body.events) event.action = "pull";
    expect(read(body).ignoredReason).toMatch(/^no-push/);
  });

  test("an unknown action of distribution is ignored", () => {
    const body = parsed("distribution-v1");
    for (const event of body.events) event.action = "levitate";
    expect(read(body)).toMatchObject({ format: "distribution", pushes: [] });
  });

  test("a manifest pushed by digest is untagged", () => {
    const body = parsed("distribution-v1");
    for (const event of body.events) delete event.target.tag;
    expect(read(body).ignoredReason).toBe("untagged");
  });

  test.each(["harbor-default", "harbor-cloudevents"])("%s with tag = digest is untagged", (name) => {
    const body = parsed(name);
    const resource = (body.event_data ?? body.data).resources[0];
    resource.tag = resource.digest;
    expect(read(body)).toMatchObject({ pushes: [], ignoredReason: "untagged" });
  });

  test.each([
    ["package_version is null", (body: GithubBody) => (body.package.package_version = null), "no-version"],
    ["it is an npm package", (body: GithubBody) => (body.package.package_type = "npm"), "other-package-type"],
    ["it was deleted", (body: GithubBody) => (body.action = "deleted"), "other-event"],
    [
      "the metadata is null",
      (body: GithubBody) => (body.package.package_version = { container_metadata: null }),
      "untagged",
    ],
  ])("GitHub: %s", (_, change, reason) => {
    const body = parsed("ghcr-package");
    change(body);
    expect(read(body, { githubEvent: "package" }).ignoredReason).toMatch(new RegExp(`^${reason}`));
  });

  test("GitHub: two digests that differ are both dropped", () => {
    const body = parsed("ghcr-package");
    body.package.package_version.container_metadata.tag.digest = `sha256:${"0".repeat(64)}`;
    expect(told(read(body, { githubEvent: "package" }))).toEqual(["ghcr.io/acme/gateway:1.4.2@?"]);
  });

  test("GitHub: without package_url the name comes from the owner, in lower case", () => {
    const body = parsed("ghcr-package");
    delete body.package.package_version.package_url;
    body.package.owner.login = "ACME";
    expect(told(read(body, { githubEvent: "package" }))).toEqual([`ghcr.io/acme/gateway:1.4.2@${INDEX}`]);
  });

  test("GitHub: a form with the field payload is read", () => {
    const form = new URLSearchParams({ payload: JSON.stringify(parsed("ghcr-package")) }).toString();
    const contentType = "application/x-www-form-urlencoded";
    expect(told(read(form, { githubEvent: "package", contentType }))).toHaveLength(1);
    expect(() => read("x=1", { githubEvent: "package", contentType })).toThrow(/payload/);
  });

  test("Docker Hub: the time may be a float", () => {
    const text = JSON.stringify(parsed("dockerhub")).replace("1794734522", "1.417566161e+09");
    expect(read(text).pushes[0]?.push.pushedAt).toBe("2014-12-03T00:22:41.000Z");
  });

  test.each([1e99, -5, 0, 4_000_000_000])("a time of %d is replaced by the arrival", (time) => {
    const body = parsed("dockerhub");
    body.push_data.pushed_at = time;
    expect(read(body).pushes[0]?.push.pushedAt).toBe(receivedAt.toISOString());
  });

  test("Docker Hub: official images get library/", () => {
    const body = parsed("dockerhub");
    body.repository.repo_name = "nginx";
    expect(told(read(body))).toEqual(["docker.io/library/nginx:1.4.2@?"]);
  });

  test("the least body of Docker Hub is enough", () => {
    expect(told(read({ repository: { repo_name: "acme/x" }, push_data: { tag: "1" } }))).toEqual([
      "docker.io/acme/x:1@?",
    ]);
  });

  test("Quay: tags of 2013 are an object; other events have no tags", () => {
    const body = parsed("quay");
    expect(told(read({ ...body, updated_tags: { latest: "id" } }))).toEqual(["quay.io/acme/gateway:latest@?"]);
    expect(read({ ...body, updated_tags: undefined }).ignoredReason).toMatch(/^other-event/);
  });

  test("a digest that is none is dropped", () => {
    const body = parsed("acr");
    body.target.digest = "sha256:nonsense";
    expect(told(read(body))).toEqual(["acme.azurecr.io/acme/gateway:1.4.2@?"]);
  });

  test("ACR: the test button is a ping", () => {
    expect(read({ action: "ping" })).toMatchObject({ format: "acr", ignoredReason: "ping" });
  });

  test("JFrog: promotions and other domains are ignored", () => {
    expect(read({ ...parsed("jfrog"), event_type: "promoted" }).ignoredReason).toMatch(/^other-event/);
    expect(read({ ...parsed("jfrog"), domain: "artifact" }).ignoredReason).toMatch(/^other-event/);
  });

  test("a name that cannot be is ignored with the reason", () => {
    const body = parsed("dockerhub");
    body.repository.repo_name = "Acme Corp/../x";
    expect(read(body).ignoredReason).toMatch(/^invalid-name/);
  });

  test("what no database can store is replaced", () => {
    const body = parsed("dockerhub");
    body.push_data.pusher = "a\0b\ud800";
    expect(read(body).pushes[0]?.push.actor).toBe("a\ufffdb\ufffd");
  });
});

describe("a source's settings", () => {
  test("the host of the source replaces the body's", () => {
    const source = { ...anySource, registryHost: "registry.outside.example" };
    expect(told(read(parsed("distribution-v1"), { source }))[0]).toMatch(/^registry\.outside\.example\/acme/);
  });

  test.each([
    [null, "acme.jfrog.io/docker-local/acme/gateway"],
    ["", "acme.jfrog.io/acme/gateway"],
    ["docker-virtual", "acme.jfrog.io/docker-virtual/acme/gateway"],
  ])("JFrog with the prefix %j is %s", (repositoryPrefix, image) => {
    const [push] = told(read(parsed("jfrog"), { source: { ...anySource, repositoryPrefix } }));
    expect(push).toBe(`${image}:1.4.2@${INDEX}`);
  });

  test("a body of another sender is ignored", () => {
    const source = { ...anySource, format: "quay" as const };
    expect(read(parsed("dockerhub"), { source }).ignoredReason).toMatch(/^other-format/);
  });
});

describe("what is not a delivery", () => {
  test.each([
    ["no JSON", "hello"],
    ["an empty body", ""],
    ["half of a body", '{"a":'],
    ["bytes that are no text", Buffer.from([0xff, 0xfe, 0x00])],
    ["a tower of brackets", "[".repeat(100_000)],
    ["nesting one level too deep", "[".repeat(65) + "]".repeat(65)],
  ])("%s is invalid input", (_, body) => expect(() => read(body)).toThrow(DomainError));

  test.each([
    ["a text", '"x"'],
    ["null", "null"],
    ["a list", "[]"],
    ["an empty object", "{}"],
    ["__proto__", '{"__proto__":{"docker_url":"quay.io/a/b"}}'],
    ["nesting as deep as allowed", "[".repeat(64) + "]".repeat(64)],
  ])("%s is an unknown shape", (_, body) => expect(read(body)).toMatchObject({ format: null, pushes: [] }));
});

describe("delivery keys", () => {
  const keysOf = (name: string, github: string | null = null) => deliveryKeys(readFile(name), github, "hash");

  test.each([
    ["ghcr-package", "guid", ["guid"], null],
    ["ghcr-package", null, ["hash"], null],
    ["distribution-v1", null, ["3d2fd0b1-6f0a-4c2e-8a51-4be3f37c9d04"], null],
    ["harbor-cloudevents", null, ["/projects/7/webhook/policies/3 c4b1f7c0-5b1e-4a2b-8f0e-6f3a1d8e7b52"], null],
    ["harbor-default", null, ["hash"], null],
    ["acr", null, ["f3a9c1de-2b7c-4f61-9f0d-52f6f8a1b7c3"], null],
    ["dockerhub", null, ["hash"], null],
    ["quay", null, ["hash"], 60],
    ["jfrog", null, ["hash"], 60],
  ])("%s", (name, github, keys, windowSeconds) => {
    expect(keysOf(name, github)).toEqual({ keys, windowSeconds });
  });
});

describe("no input makes a reader throw anything but a DomainError", () => {
  const names = [
    "dockerhub",
    "ghcr-package",
    "distribution-v1",
    "harbor-default",
    "harbor-cloudevents",
    "quay",
    "acr",
    "jfrog",
  ];
  const events = fc.constantFrom(null, "package", "registry_package", "workflow_run", "ping", "x");

  function survives(body: Uint8Array | string, githubEvent: string | null): void {
    try {
      const reading = read(body, { githubEvent });
      expect(() => JSON.stringify(reading)).not.toThrow();
    } catch (error) {
      expect(error).toBeInstanceOf(DomainError);
    }
  }

  test("random bytes", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), events, (body, event) => survives(body, event)));
  });

  test("random JSON", () => {
    fc.assert(fc.property(fc.json(), events, (body, event) => survives(body, event)));
  });

  test("samples with any value anywhere", () => {
    const strange = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(null, "", [], {}, 1e308, "\0", "\ud800", ":", "/", "a/".repeat(500)),
    );
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(), strange, events, (name, place, value, event) => {
        const body = parsed(name);
        replaceAt(body, place, value);
        survives(JSON.stringify(body), event);
      }),
      { numRuns: 1000 },
    );
  });
});

/** Replaces the value at one place of a tree, counted through all of its places. */
function replaceAt(root: object, place: number, value: unknown): void {
  const places: [Record<string, unknown>, string][] = [];
  const walk = (node: unknown) => {
    if (typeof node !== "object" || node === null) return;
    for (const key of Object.keys(node)) {
      places.push([node as Record<string, unknown>, key]);
      walk((node as Record<string, unknown>)[key]);
    }
  };
  walk(root);
  const found = places[place % places.length];
  if (found) found[0][found[1]] = value;
}

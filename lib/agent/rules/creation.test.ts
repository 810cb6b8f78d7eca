import { expect, it } from "vitest";
import { releaseOf } from "#lib/agent/rules/app-of-container.ts";
import { createFrom } from "#lib/agent/rules/creation.ts";
import { agentFile } from "#lib/agent/rules/options.ts";

it("makes a container as the configuration says", () => {
  const file = agentFile.parse({
    products: {
      app: {
        create: {
          ...{ env: { PORT: "80" }, ports: ["8080:80", "127.0.0.1:53:53/udp", "[::1]:53:53/udp"] },
          ...{ volumes: ["data:/data"], restart: "on-failure:3", network: "shop", command: ["serve"] },
          ...{ devices: ["/dev/ttyUSB0"], capabilities: ["NET_ADMIN"], labels: { team: "shops" } },
        },
      },
    },
  });
  const options = createFrom(file.products.app!.create!, { reference: "app@sha256:b", labels: { own: "1" } });
  expect(options).toMatchObject({
    ...{ Image: "app@sha256:b", Env: ["PORT=80"], Cmd: ["serve"], Labels: { team: "shops", own: "1" } },
    ExposedPorts: { "80/tcp": {}, "53/udp": {} },
    HostConfig: {
      ...{ Binds: ["data:/data"], NetworkMode: "shop", CapAdd: ["NET_ADMIN"] },
      PortBindings: {
        "80/tcp": [{ HostIp: "", HostPort: "8080" }],
        "53/udp": [
          { HostIp: "127.0.0.1", HostPort: "53" },
          { HostIp: "::1", HostPort: "53" },
        ],
      },
      RestartPolicy: { Name: "on-failure", MaximumRetryCount: 3 },
      Devices: [{ PathOnHost: "/dev/ttyUSB0", PathInContainer: "/dev/ttyUSB0", CgroupPermissions: "rwm" }],
    },
  });
  expect(options).not.toHaveProperty("Entrypoint");
});

it.each([
  [{ products: { "../x": {} } }, "products"],
  [{ products: { app: { create: { ports: ["80"] } } } }, "ports"],
  [{ products: { app: { create: { restart: "sometimes" } } } }, "restart"],
  [{ products: { app: { health: { command: [] } } } }, "command"],
  [{ product: {} }, ""],
])("refuses %j", (content, place) => {
  const read = agentFile.safeParse(content);
  expect(read.error?.issues.map(({ path }) => path.join(".")).join()).toContain(place);
});

const digest = `sha256:${"a".repeat(64)}`;
const imageInfo = (RepoDigests: string[], RepoTags: string[] = []) => ({ RepoDigests, RepoTags });

it.each([
  [
    "an agent's labels",
    { Image: "x", Labels: { "slipway.image": "r/app", "slipway.digest": digest, "slipway.version": "2" } },
    imageInfo([]),
    { image: "r/app", digest, version: "2" },
  ],
  [
    "the image's name and its only digest",
    { Image: "r.example:5000/app:v1.4.0", Labels: {} },
    imageInfo([`r.example:5000/app@${digest}`]),
    { image: "r.example:5000/app", digest, version: "1.4.0" },
  ],
  [
    "what its maker wrote on it, before the tag",
    { Image: "r.example/app:latest", Labels: { "org.opencontainers.image.version": "1.4.0" } },
    imageInfo([`r.example/app@${digest}`, `r.example/app@sha256:${"b".repeat(64)}`]),
    { image: "r.example/app", digest: null, version: "1.4.0" },
  ],
  [
    "the digest in the name",
    { Image: `r.example/app@${digest}`, Labels: null },
    imageInfo([]),
    { image: "r.example/app", digest, version: null },
  ],
  [
    "a name of an image that was started by its id",
    { Image: "c356c34a1c45", Labels: null },
    imageInfo([`docker.io/library/nginx@${digest}`], ["nginx:1.27"]),
    { image: "nginx", digest, version: "1.27" },
  ],
])("reads the release off %s", (_name, config, image, release) => {
  expect(releaseOf(config, image)).toEqual(release);
});

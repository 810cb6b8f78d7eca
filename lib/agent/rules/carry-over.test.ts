import type { ContainerInspectInfo } from "dockerode";
import { describe, expect, it } from "vitest";
import { carryOver, networksOf } from "#lib/agent/rules/carry-over.ts";

const id = "29ac330de1ef6219bb0f361cebe339ef98e170c390a230cbbd9b569c3189129c";
const image = {
  Env: ["PATH=/usr/bin", "LANG=C"],
  Cmd: ["serve"],
  Entrypoint: ["/entry"],
  WorkingDir: "/srv",
  User: "app",
  Labels: { "org.opencontainers.image.version": "1.0.0" },
  ExposedPorts: { "80/tcp": {} },
  Volumes: { "/data": {} },
};

function inspected(change: { Config?: object; HostConfig?: object; Mounts?: object[]; Networks?: object } = {}) {
  const info = {
    Id: id,
    Name: "/app",
    Config: { ...structuredClone(image), Hostname: id.slice(0, 12), ...change.Config },
    HostConfig: { NetworkMode: "bridge", RestartPolicy: { Name: "always" }, ...change.HostConfig },
    Mounts: change.Mounts ?? [],
    NetworkSettings: { Networks: change.Networks ?? { bridge: { Aliases: null, IPAMConfig: null } } },
  };
  return info as unknown as ContainerInspectInfo;
}

const carried = (change: Parameters<typeof inspected>[0] = {}) =>
  carryOver(inspected(change), image, { reference: "app@sha256:b", labels: { "slipway.action": "7" } });

describe("The new container", () => {
  it("takes from its own image what the old one had from its image", () => {
    expect(carried()).toEqual({
      Image: "app@sha256:b",
      Labels: { "slipway.action": "7" },
      Env: [],
      ExposedPorts: {},
      Volumes: {},
      Tty: undefined,
      OpenStdin: undefined,
      StdinOnce: undefined,
      HostConfig: { NetworkMode: "bridge", RestartPolicy: { Name: "always" }, Binds: [] },
    });
  });

  it.each<[string, object, object]>([
    ["environment", { Env: ["PATH=/usr/bin", "LANG=de", "PORT=80"] }, { Env: ["LANG=de", "PORT=80"] }],
    ["a command", { Cmd: ["serve", "-v"] }, { Cmd: ["serve", "-v"] }],
    ["an entrypoint, with the command", { Entrypoint: ["/mine"] }, { Entrypoint: ["/mine"], Cmd: ["serve"] }],
    ["a user", { User: "root" }, { User: "root" }],
    ["a folder", { WorkingDir: "/" }, { WorkingDir: "/" }],
    ["a host name", { Hostname: "till-1" }, { Hostname: "till-1" }],
    ["a signal", { StopSignal: "SIGINT", StopTimeout: 30 }, { StopSignal: "SIGINT", StopTimeout: 30 }],
    ["more ports", { ExposedPorts: { "80/tcp": {}, "81/tcp": {} } }, { ExposedPorts: { "81/tcp": {} } }],
    [
      "labels, but not those of the last action",
      { Labels: { ...image.Labels, team: "shops", "slipway.action": "6", "slipway.version": "1.0.0" } },
      { Labels: { team: "shops", "slipway.action": "7" } },
    ],
    ["a check", { Healthcheck: { Test: ["CMD", "true"] } }, { Healthcheck: { Test: ["CMD", "true"] } }],
  ])("keeps %s that somebody chose", (_name, config, expected) => {
    expect(carried({ Config: config })).toMatchObject(expected);
  });

  it("keeps the host's side as it is, but for what only the engine may fill", () => {
    const { HostConfig } = carried({
      HostConfig: {
        ...{ Memory: 1024, PortBindings: { "80/tcp": [{ HostPort: "8080" }] }, Binds: ["/etc/app:/etc/app:ro"] },
        ...{ ContainerIDFile: "", ConsoleSize: [0, 0], Runtime: "oci" },
      },
      Mounts: [
        { Type: "bind", Source: "/etc/app", Destination: "/etc/app", RW: false },
        { Type: "volume", Name: "0a1b", Destination: "/data", RW: true },
        { Type: "volume", Name: "2c3d", Destination: "/keys", RW: false },
      ],
    });
    expect(HostConfig).toEqual({
      ...{ NetworkMode: "bridge", RestartPolicy: { Name: "always" }, Memory: 1024 },
      PortBindings: { "80/tcp": [{ HostPort: "8080" }] },
      Binds: ["/etc/app:/etc/app:ro", "0a1b:/data", "2c3d:/keys:ro"],
    });
  });

  it("is in the same networks, under the names and addresses that somebody chose", () => {
    const change = {
      HostConfig: { NetworkMode: "shop" },
      Networks: {
        shop: {
          Aliases: ["app", id.slice(0, 12)],
          IPAMConfig: { IPv4Address: "10.0.0.7" },
          IPAddress: "10.0.0.7",
          MacAddress: "x",
        },
        back: { Aliases: [id.slice(0, 12)], IPAMConfig: null, IPAddress: "10.1.0.2" },
      },
    };
    const shop = { Aliases: ["app"], IPAMConfig: { IPv4Address: "10.0.0.7" } };
    expect(carried(change).NetworkingConfig).toEqual({ EndpointsConfig: { shop } });
    const onPodman = carried({ ...change, HostConfig: { NetworkMode: "bridge" } });
    expect(onPodman.NetworkingConfig).toEqual({ EndpointsConfig: { shop } });
    expect(onPodman.HostConfig?.NetworkMode).toBe("shop");
    expect(networksOf(inspected(change))).toEqual({ shop, back: {} });
    expect(networksOf(inspected({ HostConfig: { NetworkMode: "host" }, Networks: { host: {} } }))).toEqual({});
  });

  it("does not inherit what Podman adds by itself", () => {
    const { Env } = carried({
      Config: { Env: ["PATH=/usr/bin", "container=podman", `HOSTNAME=${id.slice(0, 12)}`, "A=1"] },
    });
    expect(Env).toEqual(["A=1"]);
  });
});

// How is a container made where none exists yet?
import type { ContainerCreateOptions, HostConfig } from "dockerode";
import type { NewImage } from "#lib/agent/rules/carry-over.ts";
import type { Creation } from "#lib/agent/rules/options.ts";

export function createFrom(wanted: Creation, { reference, labels }: NewImage): ContainerCreateOptions {
  const ports = wanted.ports.map(readPort);
  return {
    Image: reference,
    Env: Object.entries(wanted.env).map(([name, value]) => `${name}=${value}`),
    Labels: { ...wanted.labels, ...labels },
    ...(wanted.entrypoint && { Entrypoint: wanted.entrypoint }),
    ...(wanted.command && { Cmd: wanted.command }),
    ...(wanted.user !== undefined && { User: wanted.user }),
    ...(wanted.hostname !== undefined && { Hostname: wanted.hostname }),
    ExposedPorts: Object.fromEntries(ports.map(({ inside }) => [inside, {}])),
    HostConfig: hostConfigOf(wanted, ports),
  };
}

interface Port {
  inside: string;
  HostIp: string;
  HostPort: string;
}

function readPort(text: string): Port {
  const {
    ip = "",
    outside = "",
    inside = "",
    protocol = "tcp",
  } = /^(?:(?<ip>.+):)?(?<outside>\d+):(?<inside>\d+)(?:\/(?<protocol>\w+))?$/.exec(text)?.groups ?? {};
  return { inside: `${inside}/${protocol}`, HostIp: ip.replace(/^\[(.*)\]$/, "$1"), HostPort: outside };
}

function hostConfigOf(wanted: Creation, ports: readonly Port[]): HostConfig {
  const [policy = "no", times] = wanted.restart.split(":");
  const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {};
  for (const { inside, ...binding } of ports) (bindings[inside] ??= []).push(binding);
  return {
    Binds: wanted.volumes,
    PortBindings: bindings,
    RestartPolicy: { Name: policy, ...(times !== undefined && { MaximumRetryCount: Number(times) }) },
    ...(wanted.network !== undefined && { NetworkMode: wanted.network }),
    Privileged: wanted.privileged,
    CapAdd: wanted.capabilities,
    ExtraHosts: wanted.extraHosts,
    Devices: wanted.devices.map((device) => ({
      PathOnHost: device,
      PathInContainer: device,
      CgroupPermissions: "rwm",
    })),
  };
}

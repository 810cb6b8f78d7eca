// How is the new container configured, so that it differs from the old one in nothing but its image?
import type {
  ContainerCreateOptions,
  ContainerInspectInfo,
  EndpointSettings,
  HostConfig,
  ImageInspectInfo,
} from "dockerode";

export type ContainerConfig = ContainerInspectInfo["Config"];
type ImageConfig = Partial<ImageInspectInfo["Config"]>;

export interface NewImage {
  reference: string;
  labels: Record<string, string>;
}

/** Networks of these modes are not the container's own to be in. */
const SHARED_MODES = /^(host|none|container:.*|ns:.*)$/;
/** What the engines call the network that a container is in when nobody chose one. */
const DEFAULT_NETWORKS = ["bridge", "podman"];
const ID_LENGTH = 12;

/**
 * Makes the options of the new container. What the old one had from its image is left to the new image; what somebody
 * chose for it (ports, volumes, environment, labels, restart policy, networks, a command of its own …) is kept.
 */
export function carryOver(
  old: ContainerInspectInfo,
  oldImage: ImageConfig | null,
  { reference, labels }: NewImage,
): ContainerCreateOptions {
  const networks = networksOf(old);
  const primary = primaryNetwork(old.HostConfig.NetworkMode ?? "", Object.keys(networks));
  return {
    ...carryOverConfig(old, oldImage ?? {}),
    Image: reference,
    Labels: { ...chosenLabels(old.Config.Labels, oldImage?.Labels), ...labels },
    HostConfig: { ...carryOverHost(old), ...(primary !== null && { NetworkMode: primary }) },
    ...(primary !== null && { NetworkingConfig: { EndpointsConfig: { [primary]: networks[primary] ?? {} } } }),
  };
}

function carryOverConfig(old: ContainerInspectInfo, image: ImageConfig): ContainerCreateOptions {
  const config = old.Config as ContainerConfig & { Healthcheck?: ContainerCreateOptions["Healthcheck"] };
  const { StopSignal, StopTimeout, Domainname, MacAddress } = config as ContainerCreateOptions;
  return {
    Env: chosenEnvironment(config, image),
    ...commandOf(config, image),
    ...(config.User !== (image.User ?? "") && { User: config.User }),
    ...(isOther(config.WorkingDir || "/", image.WorkingDir || "/") && { WorkingDir: config.WorkingDir }),
    ...(hasOwnHostname(old) && { Hostname: config.Hostname }),
    ...(Domainname && { Domainname }),
    ...(MacAddress && { MacAddress }),
    ExposedPorts: without(config.ExposedPorts, image.ExposedPorts),
    Volumes: without(config.Volumes as Record<string, object> | undefined, image.Volumes),
    ...healthcheckOf(config.Healthcheck, image),
    ...(isChosenSignal(StopSignal, image) && { StopSignal }),
    // Podman writes 0 where nobody chose, which would kill without mercy.
    ...(StopTimeout && { StopTimeout }),
    Tty: config.Tty,
    OpenStdin: config.OpenStdin,
    StdinOnce: config.StdinOnce,
  };
}

/** An entrypoint of one's own makes the engine forget the image's command, so both are named then. */
function commandOf(config: ContainerConfig, image: ImageConfig): ContainerCreateOptions {
  const entrypoint = listOf(config.Entrypoint);
  if (isOther(entrypoint, listOf(image.Entrypoint))) return { Entrypoint: entrypoint, Cmd: listOf(config.Cmd) };
  return isOther(listOf(config.Cmd), listOf(image.Cmd)) ? { Cmd: listOf(config.Cmd) } : {};
}

function chosenEnvironment(config: ContainerConfig, image: ImageConfig): string[] {
  // Podman lists what it adds by itself; the host name among it is the old container's id.
  const added = new Set([`HOSTNAME=${config.Hostname}`, "container=podman", "container=oci"]);
  const given = new Set(image.Env ?? []);
  return listOf(config.Env).filter((entry) => !given.has(entry) && !added.has(entry));
}

/** The agent's own labels tell of one action and are written anew. */
function chosenLabels(
  all: Record<string, string> | null | undefined,
  image: Record<string, string> | null | undefined,
): Record<string, string> {
  const entries = Object.entries(all ?? {});
  return Object.fromEntries(entries.filter(([name, value]) => image?.[name] !== value && !name.startsWith("slipway.")));
}

/** Podman fills in the times of an image's check, so the command alone tells whose it is. */
function healthcheckOf(
  check: ContainerCreateOptions["Healthcheck"] | undefined,
  image: ImageConfig,
): ContainerCreateOptions {
  const images = (image as { Healthcheck?: { Test?: string[] } }).Healthcheck;
  return check?.Test && isOther(check.Test, images?.Test ?? []) ? { Healthcheck: check } : {};
}

function isChosenSignal(signal: string | undefined, image: ImageConfig): boolean {
  const images = (image as { StopSignal?: string }).StopSignal;
  return Boolean(signal) && signal !== images && signal !== "15" && signal !== "SIGTERM";
}

function hasOwnHostname({ Id, Config, HostConfig: { NetworkMode = "" } }: ContainerInspectInfo): boolean {
  return Config.Hostname !== "" && Config.Hostname !== Id.slice(0, ID_LENGTH) && !SHARED_MODES.test(NetworkMode);
}

/** What the engine reports of a host's side it also takes, but for a few fields that only it may fill. */
function carryOverHost(old: ContainerInspectInfo): HostConfig {
  const own = ["ContainerIDFile", "ConsoleSize", ...(isPodmanRuntime(old.HostConfig) ? ["Runtime"] : [])];
  const kept = Object.fromEntries(Object.entries(old.HostConfig).filter(([name]) => !own.includes(name))) as HostConfig;
  return { ...kept, Binds: [...(old.HostConfig.Binds ?? []), ...unnamedVolumes(old)] };
}

function isPodmanRuntime({ Runtime }: HostConfig & { Runtime?: string }): boolean {
  return Runtime === "oci" || Runtime === "";
}

/** Volumes that the image asked for and nobody named hold data as well: they are bound by their id. */
function unnamedVolumes({ HostConfig: host, Mounts }: ContainerInspectInfo): string[] {
  const named = new Set([
    ...(host.Binds ?? []).map((bind) => bind.split(":")[1]),
    ...(host.Mounts ?? []).map((mount) => mount.Target),
    ...Object.keys(host.Tmpfs ?? {}),
  ]);
  return Mounts.filter(({ Type, Name, Destination }) => Type === "volume" && Name && !named.has(Destination)).map(
    ({ Name, Destination, RW }) => `${Name ?? ""}:${Destination}${RW ? "" : ":ro"}`,
  );
}

/** The networks that the new container is to be in; none where it shares another's. */
export function networksOf(old: ContainerInspectInfo): Record<string, EndpointSettings> {
  if (SHARED_MODES.test(old.HostConfig.NetworkMode ?? "")) return {};
  const entries = Object.entries(old.NetworkSettings.Networks);
  return Object.fromEntries(entries.map(([name, info]) => [name, endpointOf(info as EndpointSettings, old.Id)]));
}

/** Addresses that somebody chose are kept, those that the engine gave out are not. */
function endpointOf(info: EndpointSettings, id: string): EndpointSettings {
  const aliases = listOf(info.Aliases).filter((alias) => !id.startsWith(alias));
  const chosen = info.IPAMConfig as Record<string, string> | null | undefined;
  return {
    ...(aliases.length > 0 && { Aliases: aliases }),
    ...(chosen && Object.keys(chosen).length > 0 && { IPAMConfig: chosen }),
    ...(info.Links && { Links: info.Links }),
    ...(info.DriverOpts && { DriverOpts: info.DriverOpts }),
  };
}

/**
 * Names the network that the container is made in; null where it is the engine's own. Older engines take only one at
 * that time, the others are connected afterwards. Podman says "bridge" of every network, Docker names it.
 */
function primaryNetwork(mode: string, networks: readonly string[]): string | null {
  if (networks.some((name) => DEFAULT_NETWORKS.includes(name))) return null;
  return networks.find((name) => name === mode) ?? networks[0] ?? null;
}

function without<Value>(
  all: Record<string, Value> | null | undefined,
  images: Record<string, unknown> | null | undefined,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(all ?? {}).filter(([name]) => !(images && name in images)));
}

function listOf(value: string | readonly string[] | null | undefined): string[] {
  if (value === null || value === undefined) return [];
  return typeof value === "string" ? [value] : [...value];
}

function isOther(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) !== JSON.stringify(right);
}

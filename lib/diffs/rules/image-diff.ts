// What does a device pull for the new image when it has the old one, and what is configured otherwise?

export interface ImageLayer {
  digest: string;
  /** Bytes, as they are pulled. */
  size: number;
  /** The command that made it, where the image says so. */
  createdBy: string | null;
}

/** What an image is run with. */
export interface ImageConfig {
  env: Readonly<Record<string, string>>;
  labels: Readonly<Record<string, string>>;
  command: readonly string[];
  entrypoint: readonly string[];
  ports: readonly string[];
  volumes: readonly string[];
  user: string;
  workingDirectory: string;
  platform: string;
}

export interface ImageFacts {
  digest: string;
  layers: readonly ImageLayer[];
  config: ImageConfig;
}

export interface LayerChange extends ImageLayer {
  status: "reused" | "added" | "removed";
}

export interface ConfigChange {
  /** entrypoint, label org.opencontainers.image.version, … */
  name: string;
  status: "added" | "removed" | "changed";
  from: string | null;
  to: string | null;
}

export interface LayersDiff {
  layers: LayerChange[];
  reused: number;
  reusedBytes: number;
  /** What a device that has the old image still has to fetch. */
  bytesToPull: number;
}

/** Compares layers by digest, in the order of the new image; what only the old one has stands at its end. */
export function compareLayers(from: readonly ImageLayer[], to: readonly ImageLayer[]): LayersDiff {
  const before = new Set(from.map(({ digest }) => digest));
  const after = new Set(to.map(({ digest }) => digest));
  const kept = to.map((layer): LayerChange => ({ ...layer, status: before.has(layer.digest) ? "reused" : "added" }));
  const gone = from
    .filter(({ digest }) => !after.has(digest))
    .map((layer): LayerChange => ({ ...layer, status: "removed" }));
  // The same layer twice is fetched once.
  const once = [...new Map(kept.map((layer) => [layer.digest, layer])).values()];
  const bytesOf = (status: LayerChange["status"]) =>
    once.filter((layer) => layer.status === status).reduce((sum, { size }) => sum + size, 0);
  return {
    layers: [...kept, ...gone],
    reused: kept.filter(({ status }) => status === "reused").length,
    reusedBytes: bytesOf("reused"),
    bytesToPull: bytesOf("added"),
  };
}

/** Stands for the value of a variable, which may be a secret. */
export const MASKED = "••••••••";

export function compareImageConfigs(from: ImageConfig, to: ImageConfig): ConfigChange[] {
  return [
    ...compareTexts({
      platform: [from.platform, to.platform],
      entrypoint: [toWords(from.entrypoint), toWords(to.entrypoint)],
      command: [toWords(from.command), toWords(to.command)],
      user: [from.user, to.user],
      "working directory": [from.workingDirectory, to.workingDirectory],
      ports: [from.ports.join(" "), to.ports.join(" ")],
      volumes: [from.volumes.join(" "), to.volumes.join(" ")],
    }),
    ...compareNamed("variable", from.env, to.env).map((change) => ({
      ...change,
      from: change.from === null ? null : MASKED,
      to: change.to === null ? null : MASKED,
    })),
    ...compareNamed("label", from.labels, to.labels),
  ];
}

function compareTexts(pairs: Record<string, readonly [string, string]>): ConfigChange[] {
  return Object.entries(pairs).flatMap(([name, [from, to]]) => toChange(name, from || undefined, to || undefined));
}

function compareNamed(
  noun: string,
  from: Readonly<Record<string, string>>,
  to: Readonly<Record<string, string>>,
): ConfigChange[] {
  const [before, after] = [new Map(Object.entries(from)), new Map(Object.entries(to))];
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name) => toChange(`${noun} ${name}`, before.get(name), after.get(name)));
}

function toChange(name: string, from: string | undefined, to: string | undefined): ConfigChange[] {
  if (from === to) return [];
  const status = from === undefined ? "added" : to === undefined ? "removed" : "changed";
  return [{ name, status, from: from ?? null, to: to ?? null }];
}

/** As a shell would be told. */
function toWords(words: readonly string[]): string {
  return words.map((word) => (/^[\w./:=@%+,-]+$/.test(word) ? word : JSON.stringify(word))).join(" ");
}

// How far is a pull, and is it worth another try?

/** One line of the engine's stream. Podman names layers without sizes, Docker with. */
export interface PullLine {
  id?: string;
  status?: string;
  progressDetail?: { current?: number; total?: number };
}

type Layer = { share: number; bytes: number };
export type Layers = ReadonlyMap<string, Layer>;

const DONE = new Set(["Download complete", "Pull complete", "Already exists"]);
const BEGUN = new Set(["Pulling fs layer", "Waiting", "Downloading", "Verifying Checksum", "Extracting"]);

export function notePullLine(layers: Layers, { id, status = "", progressDetail }: PullLine): Layers {
  if (id === undefined || !(DONE.has(status) || BEGUN.has(status))) return layers;
  const known = layers.get(id) ?? { share: 0, bytes: 0 };
  const { current = 0, total = 0 } = progressDetail ?? {};
  // Extracting counts from nothing again, though the bytes are here.
  const share = DONE.has(status) || status === "Extracting" ? 1 : total > 0 ? current / total : known.share;
  const bytes = status === "Downloading" && total > 0 ? total : known.bytes;
  return new Map(layers).set(id, { share: Math.max(known.share, Math.min(1, share)), bytes });
}

/** Returns whole percent, weighed by size where sizes are known; null before the first layer. */
export function pullPercent(layers: Layers): number | null {
  if (layers.size === 0) return null;
  const known = [...layers.values()];
  const average = known.reduce((sum, { bytes }) => sum + bytes, 0) / known.length;
  const weight = ({ bytes }: Layer) => bytes || average || 1;
  const done = known.reduce((sum, layer) => sum + layer.share * weight(layer), 0);
  return Math.floor((100 * done) / known.reduce((sum, layer) => sum + weight(layer), 0));
}

const HOPELESS = [
  /manifest (?:for .* )?(?:unknown|not found)/i,
  /\bnot found\b/i,
  /no such image/i,
  /unauthorized|authentication required/i,
  /denied|forbidden/i,
  /no matching manifest|no image found in (?:manifest list|image index)/i,
  /invalid (?:reference|checksum|digest)/i,
  /no space left on device/i,
  /http: server gave HTTP response to HTTPS client/i,
];

/** Says whether a pull failed for a reason that another try will not change. */
export function isHopeless(message: string): boolean {
  return HOPELESS.some((pattern) => pattern.test(message));
}

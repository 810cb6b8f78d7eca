// What is fetched through a cache to see whether it works?

/** Ends in .bin, since some networks keep only files with the endings of files. */
const ADDRESS = /^\/cdn-probe\/([0-9a-f-]{36})\.bin$/;

export interface Probe {
  nonce: string;
  /** RFC 3339, with something random behind it: another one each time that the server is asked. */
  servedAt: string;
}

export function probeAddress(nonce: string): string {
  return `/cdn-probe/${nonce}.bin`;
}

/** The nonce in the name that an address ends with; null for any other name. */
export function readProbeName(name: string): string | null {
  return ADDRESS.exec(`/cdn-probe/${name}`)?.[1] ?? null;
}

/** Reads what came back; null where it is none of ours. */
export function readProbe(text: string): Probe | null {
  const [, nonce, servedAt] = /^slipway probe ([0-9a-f-]{36}) served (\S+)\n$/.exec(text) ?? [];
  return nonce && servedAt ? { nonce, servedAt } : null;
}

export function writeProbe({ nonce, servedAt }: Probe): string {
  return `slipway probe ${nonce} served ${servedAt}\n`;
}

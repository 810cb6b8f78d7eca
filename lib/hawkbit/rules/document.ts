// How is what an action installs written down for a hawkBit client?
import { deviceRoot, type BasePollFacts } from "#lib/hawkbit/rules/base-poll.ts";
import type { Instructions } from "#lib/hawkbit/rules/current-action.ts";

export interface ChunkFacts {
  moduleId: number;
  part: string;
  name: string;
  version: string;
  isEncrypted: boolean;
  files: readonly FileFacts[];
}

export interface FileFacts {
  name: string;
  /** Bytes. */
  size: number;
  sha1: string;
  md5: string;
  sha256: string;
}

type Address = Pick<BasePollFacts, "origin" | "tenant" | "controllerId">;

/** `subject` is `deployment`, or `confirmation` while the user is asked. */
export function actionDocument(
  address: Address,
  subject: "deployment" | "confirmation",
  action: {
    id: number;
    instructions: Instructions;
    chunks: readonly ChunkFacts[];
    history: { status: string; messages: readonly string[] } | null;
  },
) {
  const { id, instructions, chunks, history } = action;
  return {
    id: String(id),
    [subject]: { ...instructions, chunks: chunks.map((chunk) => chunkDocument(address, chunk)) },
    ...(history !== null && history.messages.length > 0 && { actionHistory: history }),
  };
}

function chunkDocument(address: Address, { moduleId, part, name, version, isEncrypted, files }: ChunkFacts) {
  return {
    part,
    name,
    version,
    ...(isEncrypted && { encrypted: true }),
    artifacts: files.map((file) => artifactDocument(address, moduleId, file)),
  };
}

/** Both pairs of links lead to the same place: a client takes `download`, or where it knows no other `download-http`. */
export function artifactDocument(address: Address, moduleId: number, { name, size, sha1, md5, sha256 }: FileFacts) {
  const href = `${deviceRoot(address)}/softwaremodules/${moduleId}/artifacts/${encodeURIComponent(name)}`;
  const sum = `${href}.MD5SUM`;
  return {
    filename: name,
    hashes: { sha1, md5, sha256 },
    size,
    _links: {
      download: { href },
      md5sum: { href: sum },
      "download-http": { href },
      "md5sum-http": { href: sum },
    },
  };
}

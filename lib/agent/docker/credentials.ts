import { readText } from "#lib/agent/disk.ts";
import { registryOf } from "#lib/agent/rules/reference.ts";

interface AuthFile {
  auths?: Record<string, { auth?: string; identitytoken?: string }>;
}

/** Under which names Docker Hub is found in such files. */
const DOCKER_HUB = ["https://index.docker.io/v1/", "index.docker.io", "docker.io"];

export interface Credentials {
  username: string;
  password: string;
  serveraddress: string;
  identitytoken?: string;
}

/**
 * Looks up how to sign in at an image's registry, in a file as `docker login` and `podman login` write it. Null where it
 * names none. The file is read each time, so that a new password needs no restart.
 */
export async function credentialsFor(reference: string, authFile: string | null): Promise<Credentials | null> {
  const text = authFile === null ? null : await readText(authFile);
  if (text === null) return null;
  const { auths = {} } = JSON.parse(text) as AuthFile;
  const registry = registryOf(reference);
  const names = registry === "docker.io" ? DOCKER_HUB : [registry, `https://${registry}`, `https://${registry}/v2/`];
  const name = names.find((candidate) => candidate in auths);
  const entry = name === undefined ? undefined : auths[name];
  if (name === undefined || entry?.auth === undefined) return null;
  const [username = "", ...rest] = Buffer.from(entry.auth, "base64").toString("utf8").split(":");
  return {
    username,
    password: rest.join(":"),
    serveraddress: name,
    ...(entry.identitytoken !== undefined && { identitytoken: entry.identitytoken }),
  };
}

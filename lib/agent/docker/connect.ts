import { existsSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { readFileSync } from "node:fs";
import type { DockerOptions } from "dockerode";
import { AgentError } from "#lib/agent/trouble.ts";

/** Where Docker and Podman listen when nobody moved them, the usual first. */
function usualSockets(env: NodeJS.ProcessEnv): string[] {
  const runtimeDir = env.XDG_RUNTIME_DIR;
  return [
    "/var/run/docker.sock",
    "/run/podman/podman.sock",
    ...(runtimeDir ? [path.join(runtimeDir, "docker.sock"), path.join(runtimeDir, "podman/podman.sock")] : []),
  ];
}

/** Makes the library's options of an address such as unix:///run/podman/podman.sock; null looks for a usual socket. */
export function connectionTo(host: string | null, env: NodeJS.ProcessEnv): DockerOptions {
  if (host === null) return { socketPath: usualSockets(env).find(existsSync) ?? "/var/run/docker.sock" };
  if (host.startsWith("unix://")) return { socketPath: host.slice("unix://".length) };
  const address = URL.parse(host);
  if (address === null || !["tcp:", "http:", "https:"].includes(address.protocol)) {
    throw new AgentError(`The container engine's address must be unix://, tcp://, http:// or https://, not ${host}.`);
  }
  const certificates = env.DOCKER_CERT_PATH;
  const isEncrypted = address.protocol === "https:" || Boolean(env.DOCKER_TLS_VERIFY);
  const read = (name: string) => readFileSync(path.join(certificates ?? "", name));
  return {
    host: address.hostname,
    port: address.port || (isEncrypted ? 2376 : 2375),
    protocol: isEncrypted ? "https" : "http",
    ...(isEncrypted && certificates && { ca: read("ca.pem"), cert: read("cert.pem"), key: read("key.pem") }),
  };
}

/** The file in which `docker login` or `podman login` keeps passwords; null where there is none. */
export function findAuthFile(env: NodeJS.ProcessEnv): string | null {
  const candidates = [
    env.REGISTRY_AUTH_FILE,
    env.DOCKER_CONFIG && path.join(env.DOCKER_CONFIG, "config.json"),
    path.join(os.homedir(), ".docker/config.json"),
    env.XDG_RUNTIME_DIR && path.join(env.XDG_RUNTIME_DIR, "containers/auth.json"),
    "/run/containers/0/auth.json",
  ];
  return candidates.find((file) => file && existsSync(file)) || null;
}

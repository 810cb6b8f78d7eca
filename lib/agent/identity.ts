import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readJson, removeSafely, writeSafely } from "#lib/agent/disk.ts";
import type { Log } from "#lib/agent/log.ts";
import { pauseAfter } from "#lib/agent/rules/backoff.ts";
import { AgentError } from "#lib/agent/trouble.ts";
import { Api, ApiError } from "#lib/client/api.ts";
import type { Identity } from "#lib/simulate/speaker.ts";

/** A secret, or the file that holds it. Files are read each time, so that a new secret needs no restart. */
export type Secret = { value: string } | { file: string } | null;

export interface IdentityOptions {
  server: string;
  dataDir: string;
  enrollmentToken: Secret;
  /** A device that an operator registered by hand. */
  deviceId: string | null;
  deviceToken: Secret;
}

/** What the device says of itself when it enrolls. */
export interface Introduction {
  name: string;
  tags: string[];
  attributes: Record<string, string>;
}

const fileOf = (dataDir: string) => path.join(dataDir, "identity.json");

/** Reads who this device is; null where it has not enrolled yet. */
export async function readIdentity({ dataDir, deviceId, deviceToken }: IdentityOptions): Promise<Identity | null> {
  if (deviceId === null) return readJson<Identity>(fileOf(dataDir));
  const token = await readSecret(deviceToken);
  if (token === null) throw new AgentError("--device-id needs the device's token: --device-token-file names its file.");
  return { id: deviceId, token };
}

/**
 * Enrolls the device. The request stands on the disk before it is sent and is repeated word for word: when the answer
 * is lost, even by a power cut, the server gives the same one again and makes no second device.
 */
export async function enroll(
  options: IdentityOptions,
  introduction: Introduction,
  { log, random, signal }: { log: Log; random: () => number; signal: AbortSignal },
): Promise<Identity> {
  const { server, dataDir } = options;
  const draft = path.join(dataDir, "enrolling.json");
  const request = (await readJson<{ key: string; body: Introduction }>(draft)) ?? {
    key: randomUUID(),
    body: introduction,
  };
  await writeSafely(draft, JSON.stringify(request));

  for (let failures = 1; ; failures++) {
    try {
      const made = await new Api(server, await enrollmentTokenOf(options), { signal }).call<{
        id: string;
        token: string;
      }>({
        method: "POST",
        path: "/api/v1/devices/enroll",
        body: request.body,
        headers: { "idempotency-key": request.key },
      });
      const identity = { id: made.id, token: made.token };
      await writeSafely(fileOf(dataDir), JSON.stringify(identity));
      await removeSafely(draft);
      log.info("Enrolled", { device: identity.id, name: request.body.name });
      return identity;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (!isTemporary(error)) throw new AgentError(`The server does not enroll this device: ${error.message}`);
      const pause = pauseAfter(failures, random());
      log.warn("Cannot enroll yet", { reason: error.message, seconds: Math.ceil(pause / 1000) });
      await sleep(pause, undefined, { signal });
    }
  }
}

async function enrollmentTokenOf({ enrollmentToken, dataDir }: IdentityOptions): Promise<string> {
  const token = await readSecret(enrollmentToken);
  if (token !== null) return token;
  throw new AgentError(
    `This device is not enrolled (${dataDir} is empty). Make an enrollment token on the fleet's page, and name its ` +
      `file with --enrollment-token-file or put it into SLIPWAY_ENROLLMENT_TOKEN.`,
  );
}

export async function readSecret(secret: Secret): Promise<string | null> {
  if (secret === null) return null;
  if ("value" in secret) return secret.value;
  try {
    return (await readFile(secret.file, "utf8")).trim();
  } catch (error) {
    throw new AgentError(`The file ${secret.file} cannot be read: ${(error as Error).message}`);
  }
}

function isTemporary({ status }: ApiError): boolean {
  return status === 0 || status === 408 || status === 429 || status >= 500;
}

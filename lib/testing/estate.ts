import type { Operation } from "#lib/http/operation.ts";
import { operations } from "#lib/http/operations/all.ts";
import { call } from "#lib/testing/http.ts";
import { aDigest } from "#lib/testing/rollout-world.ts";

type Json = Record<string, unknown> & { id: string };

/** One of each record that belongs to a product or an environment, by the name that paths have for it. */
export interface Estate extends Record<string, string> {
  productId: string;
  product: string;
  environmentId: string;
  artifactId: string;
}

/** Nobody listens there, and connecting says so at once. */
const NOBODY = "postgres://reader:secret@127.0.0.1:9/shop";

/** A day in half a year, and the days around it: the routes run by the clock on the wall. */
export function dayToCome(shift: number): string {
  return new Date(Date.now() + (183 + shift) * 86_400_000).toISOString().slice(0, 10);
}

/** Finds an operation by its id. */
export function operationNamed(id: string): Operation {
  const operation = operations.find((one) => one.id === id);
  if (!operation) throw new Error(`There is no operation ${id}.`);
  return operation;
}

/** Makes a product and an environment of this name, and one of each record that belongs to them. Loopback must be open. */
export async function makeEstate(token: string, name: string): Promise<Estate> {
  const ask = async (id: string, options: Parameters<typeof call>[1] = {}): Promise<Json> => {
    const response = await call(operationNamed(id), { token, ...options });
    const text = await response.text();
    if (!response.ok) throw new Error(`${id} answered ${response.status}: ${text}`);
    return JSON.parse(text) as Json;
  };
  const place = { product: name, environment: name };
  const { id: productId } = await ask("createProduct", { body: { slug: name, name, kind: "firmware" } });
  await ask("createDevice", { body: { name: `device of ${name}`, fleet: "everybody" } });
  const { id: environmentId } = await ask("createEnvironment", { body: { slug: name, name } });
  const { id: versionId } = await ask("createVersion", { body: { productId, version: "1.0.0" } });
  await ask("createVersion", { body: { productId, version: "1.1.0", digest: aDigest(name) } });
  const { id: channelId } = await ask("createChannel", { body: { productId, name: "nightly" } });
  const form = new FormData();
  form.append("versionId", versionId);
  form.append("file", new Blob([`content of ${name}`]), "rootfs.swu");
  const { id: fileId } = await ask("uploadFile", { body: form });
  const { id: artifactId } = await ask("createArtifact", { body: { fileId, gitCommit: "0123abc" } });
  const { id: diffId } = await ask("shareDiff", { body: { from: artifactId, to: artifactId } });
  const policy = { name, productId, imagePattern: `registry.example.com/${name}` };
  const { id: policyId } = await ask("createPolicy", { body: policy });

  const stages = [{ name: "rest", kind: "wait", config: { minutes: 1 } }];
  const { slug: template } = await ask("createTemplate", {
    body: { definition: { slipway: 1, slug: `of-${name}`, name: `Of ${name}`, stages } },
  });
  const wish = { ...place, template, version: "1.0.0" };
  const at = { scheduledAt: `${dayToCome(0)}T22:00`, timeZone: "UTC" };
  const { id: queueId, deploymentId } = await ask("scheduleDeployment", { body: { ...wish, ...at } });
  const items = [{ product: name, version: "1.1.0" }];
  const { id: groupId } = await ask("startGroup", { body: { environment: name, template, items } });
  const { id: scheduleId } = await ask("createSchedule", {
    body: {
      ...{ ...place, name, template, channel: "stable", timeZone: "UTC", startsAt: at.scheduledAt },
      recurrence: { kind: "cron", value: "30 2 * * *" },
    },
  });
  const { id: triggerId } = await ask("createCiTrigger", {
    body: { ...place, name, template, repository: `acme/${name}`, branch: "main" },
  });
  await ask("createCalendarRule", {
    body: {
      ...{ ...place, name, kind: "window", startsAt: "2026-01-01T02:30", durationMinutes: 60, timeZone: "UTC" },
      recurrence: { kind: "rrule", value: "FREQ=DAILY" },
    },
  });
  const { id: databaseId } = await ask("createProductDatabase", {
    params: { productId },
    body: { name, connection: NOBODY },
  });
  const { id: lineStopId } = await ask("stopLine", { body: { ...place, reason: `Not ${name}` } });
  return {
    ...{ productId, environmentId, versionId, channelId, fileId, artifactId, diffId, policyId, groupId, scheduleId },
    ...{
      queueId,
      triggerId,
      lineStopId,
      databaseId,
      product: name,
      dependsOnId: productId,
      deploymentId: String(deploymentId),
    },
  };
}

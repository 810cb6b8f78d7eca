import type { Api } from "#lib/client/api.ts";
import type { PlanView } from "#lib/rollbacks/view.ts";
import { publishBuild } from "./builds.ts";
import { awaitDeployment, deploy, makeEnvironment, makeProduct, makeTemplate } from "./deployments.ts";
import { awaitPlan, everyoneTakes } from "./rollbacks.ts";
import type { Server } from "./server.ts";

/** Nobody listens there, and connecting says so at once. */
const NOBODY = "127.0.0.1:9";
const PLACE = { environment: "fairway", template: "buoy-at-once" };

/** Makes one of everything that has a page of its own. Answers their ids, by the names that pages give to them. */
export async function makeOneOfEach(api: Api, server: Server) {
  const make = <Made extends object = { id: string }>(path: string, body: object) =>
    api.call<Made & { id: string }>({ method: "POST", path, body });
  return {
    ...(await makeFiles(api, server, make)),
    ...(await makeReleases(api, make)),
    ...(await makeConnections(make)),
  };
}

type Make = <Made extends object = { id: string }>(path: string, body: object) => Promise<Made & { id: string }>;

async function makeFiles(api: Api, server: Server, make: Make) {
  const { id: productId } = await make("/api/v1/products", { slug: "bollard", name: "Bollard", kind: "app" });
  const release = { productId, secret: "only a story's" };
  const older = await publishBuild(api, server, { ...release, version: "1.0.0", files: { "a.txt": "1" } });
  const newer = await publishBuild(api, server, { ...release, version: "1.1.0", files: { "a.txt": "2" } });
  const { id: diffId } = await make("/api/artifacts/diffs", {
    ...{ from: older.artifactId, to: newer.artifactId, view: "split" },
  });
  const connection = `postgres://reader:secret@${NOBODY}/bollard`;
  const { id: databaseId } = await make(`/api/v1/products/${productId}/databases`, { name: "main", connection });
  const { versionId, fileId, artifactId } = newer;
  return { productId, versionId, fileId, artifactId, diffId, databaseId };
}

async function makeReleases(api: Api, make: Make) {
  await makeProduct(api, "buoy", "Buoy", ["1.0.0", "2.0.0", "2.1.0"]);
  const devices = await makeEnvironment(api, { slug: "fairway", name: "Fairway", product: "buoy", count: 2 });
  const stages = [{ name: "rollout", kind: "rollout", config: { batches: [50, 100] } }];
  await makeTemplate(api, PLACE.template, "Buoy at once", stages);
  const { id: deploymentId } = await deploy(api, { ...PLACE, product: "buoy", version: "2.0.0" });
  await everyoneTakes(devices, "2.0.0");
  const { rollouts, environment, template } = await awaitDeployment(api, deploymentId, "completed");

  const planned = { deploymentId, toVersion: "1.0.0", reason: "It drifts" };
  const { id: planId, contentDigest } = await make<PlanView>("/api/distribution/rollbacks/plans", planned);
  const breakGlass = { reason: "Ships are on their way" };
  await make(`/api/distribution/rollbacks/plans/${planId}/execute`, { contentDigest, breakGlass });
  await everyoneTakes(devices, "1.0.0");
  const { incident } = await awaitPlan(api, planId, "completed");
  const items = [{ product: "buoy", version: "1.0.0" }];
  const { id: groupId } = await make("/api/deployments/groups", { ...PLACE, items });
  await makeCalendar(make);

  const { fleet } = await api.call<{ fleet: { id: string } }>({
    method: "GET",
    path: `/api/v1/devices/${devices[0]!.id}`,
  });
  return {
    ...{ deploymentId, groupId, planId, incidentId: incident!.id },
    ...{ deviceId: devices[0]!.id, fleetId: fleet.id, rolloutId: rollouts[0]!.id },
    ...{ environmentId: environment!.id, templateId: template!.id },
  };
}

async function makeCalendar(make: Make) {
  const nightly = { startsAt: "2026-01-01T02:30", timeZone: "Europe/Berlin" };
  const recurrence = { kind: "rrule", value: "FREQ=DAILY" };
  const { environment } = PLACE;
  await make("/api/v1/calendar/rules", {
    ...nightly,
    environment,
    recurrence,
    name: "Nights",
    kind: "freeze",
    durationMinutes: 60,
  });
  await make("/api/deployments/schedules", { ...nightly, ...PLACE, recurrence, product: "buoy", name: "Nightly" });
  const tomorrow = new Date(Date.now() + 20 * 3_600_000).toISOString();
  await make("/api/deployments/schedule", { ...PLACE, product: "buoy", version: "2.1.0", scheduledAt: tomorrow });
}

async function makeConnections(make: Make) {
  const { id: policyId } = await make("/api/v1/policies", { name: "Buoys", imagePattern: "acme/buoy" });
  const { id: channelId } = await make("/api/notifications/channels", {
    ...{ name: "Harbor office", kind: "webhook", settings: { url: `http://${NOBODY}/hook` } },
  });
  await make("/api/notifications/rules", { name: "All of it", channelId });
  await make("/api/v1/registries", { host: NOBODY });
  await make("/api/v1/teams", { slug: "pilots", name: "Pilots" });
  const { token } = await make<{ token: string }>("/api/v1/webhooks/sources", { name: "Quay" });
  const tags = { docker_url: `${NOBODY}/acme/buoy`, repository: "acme/buoy", updated_tags: ["1.0.0"] };
  const { deliveryId } = await make<{ deliveryId: string }>(`/api/v1/webhooks/in/${token}`, tags);
  return { policyId, channelId, deliveryId };
}

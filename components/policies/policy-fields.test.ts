import { describe, expect, it } from "vitest";
import { bodyOf, fieldsOf, freshFields } from "#components/policies/policy-fields.ts";
import { createPolicyInput, toPolicyDraft } from "#lib/intake/input-policies.ts";
import type { PolicyView } from "#lib/intake/view-policies.ts";

const policy: PolicyView = {
  id: "0b9c1f64-5a77-4a7e-9f0c-0d6a3f6f6a10",
  createdAt: "2026-11-01T00:00:00.000Z",
  updatedAt: "2026-11-01T00:00:00.000Z",
  name: "Gateways",
  enabled: false,
  productId: null,
  imagePattern: "ghcr.io/acme/*",
  tagRule: { kind: "semver", value: "^1.4.0" },
  priority: -3,
  updateStrategy: "scheduled",
  batches: [0.5, 33.3, 100],
  batchDelayMinutes: 2.5,
  maintenanceWindow: { days: [6, 7], start: "22:00", end: "04:00", timeZone: "Europe/Berlin" },
  healthCheckEnabled: true,
  healthCheckConfig: {
    type: "http",
    endpoint: "http://{device_ip}:80/health",
    expectedStatusCode: 204,
    expectedBody: "ok",
    by: "server",
    timeoutSeconds: 2.5,
    intervalSeconds: 5,
    retries: 0,
    gracePeriodSeconds: 30,
  },
  autoRollbackEnabled: true,
  onFailureLimit: "pause",
  maxFailureRate: 0.07,
  deviceTimeoutSeconds: 90,
  deviceFilter: { fleets: ["stores"], tags: ["arm64"], deviceIds: ["7d5b4f0a-4a5e-4a0c-8b52-1d1c0c6b7e11"] },
};

function afterRoundTrip(view: PolicyView) {
  return toPolicyDraft(createPolicyInput.parse(bodyOf(fieldsOf(view, "UTC"))));
}

describe("the fields of a policy", () => {
  it.each<[string, Partial<PolicyView>]>([
    ["as it is", {}],
    ["without tag rule and window", { tagRule: null, maintenanceWindow: null, updateStrategy: "manual" }],
    ["open every day", { maintenanceWindow: { start: "01:00", end: "02:00", timeZone: "UTC" } }],
    ["for every device", { deviceFilter: {} }],
    ["with a limit that floats badly", { maxFailureRate: 0.29 }],
    ["without health check", { healthCheckEnabled: false, healthCheckConfig: null }],
    [
      "with a container check",
      {
        healthCheckConfig: {
          type: "container",
          container: "web",
          expectedState: "healthy",
          by: "device",
          timeoutSeconds: 5,
          intervalSeconds: 10,
          retries: 3,
          gracePeriodSeconds: 10,
        },
      },
    ],
  ])("come back from the form %s", (_title, change) => {
    const { id, createdAt, updatedAt, ...draft } = { ...policy, ...change };
    expect(afterRoundTrip({ id, createdAt, updatedAt, ...draft })).toEqual(draft);
  });

  it("are accepted as they stand at first, once there is a name and a pattern", () => {
    const fields = { ...freshFields("Europe/Berlin"), name: "All", imagePattern: "**" };
    expect(createPolicyInput.safeParse(bodyOf(fields)).error).toBeUndefined();
  });

  it("send what is no number as it was written", () => {
    const body = bodyOf({ ...freshFields("UTC"), batches: ["", "100"], maxFailurePercent: "many" });
    expect(body.batches).toEqual(["", 100]);
    expect(body.maxFailureRate).toBe("many");
  });
});

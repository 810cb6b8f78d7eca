import { expect, it } from "vitest";
import { bodyOf, fieldsOf } from "#components/environments/environment-fields.ts";
import type { EnvironmentView } from "#lib/environments/view.ts";

const environment: EnvironmentView = {
  id: "5b1f9b1a-3c9f-4b53-9d0a-6a0f4e5a1b11",
  slug: "production",
  name: "Production",
  description: "",
  position: 2,
  deviceFilter: { fleets: ["shops"], deviceIds: ["5b1f9b1a-3c9f-4b53-9d0a-6a0f4e5a1b12"] },
  timeZone: "Europe/Berlin",
  requiredApprovals: 2,
  approverRole: "admin",
  riskLimit: 60,
  requiresPromotion: true,
  automaticRollback: true,
  deviceCount: 7,
  createdAt: "2026-11-20T12:00:00Z",
  updatedAt: "2026-11-20T12:00:00Z",
  archivedAt: null,
};

it("sends back what it was given, also what the form does not show", () => {
  expect(bodyOf(fieldsOf(environment))).toEqual({
    slug: "production",
    name: "Production",
    description: "",
    position: 2,
    deviceFilter: environment.deviceFilter,
    timeZone: "Europe/Berlin",
    requiredApprovals: 2,
    approverRole: "admin",
    riskLimit: 60,
    requiresPromotion: true,
    automaticRollback: true,
  });
});

it("leaves out what is empty, and lets the server judge what is no number", () => {
  const fields = { ...fieldsOf(), requiredApprovals: "two", riskLimit: " " };
  expect(bodyOf(fields)).toMatchObject({ deviceFilter: {}, requiredApprovals: "two", riskLimit: null });
  expect(bodyOf(fields)).not.toHaveProperty("position");
});

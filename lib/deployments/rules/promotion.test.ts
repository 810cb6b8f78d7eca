import { expect, it } from "vitest";
import { moveVariables, objectionToPromotion, type PromotionFacts } from "#lib/deployments/rules/promotion.ts";

const at = new Date("2026-11-20T12:00:00Z");
const staging = { id: "s", name: "Staging", position: 1 };
const production = { id: "p", name: "Production", position: 2 };
const good: PromotionFacts = {
  from: staging,
  to: production,
  status: "completed",
  release: { verifiedAt: at, failedAt: null },
  running: { versionId: "1", digest: "a" },
  coming: { versionId: "2", digest: "b" },
};

it.each<[string, Partial<PromotionFacts>, RegExp | null]>([
  ["what is verified", {}, null],
  ["what is verified to where nothing runs", { running: null }, null],
  ["the same version with other content", { running: { versionId: "2", digest: "a" } }, null],
  ["what was deployed to no environment", { from: null }, /no environment/],
  ["what is in the last environment", { to: null }, /last environment/],
  ["it to where it is", { to: staging }, /already/],
  ["it backwards", { from: production, to: staging }, /comes before/],
  ["what still runs", { status: "running", release: null }, /not completed/],
  ["what was taken back", { release: { verifiedAt: at, failedAt: at } }, /taken back/],
  ["what is under way back", { status: "rollingBack" }, /being taken back/],
  ["what got stuck on its way back", { status: "failed" }, /failed in Staging/],
  ["what a check found bad", { release: { verifiedAt: null, failedAt: null } }, /Not every check/],
  ["what runs there already", { running: { versionId: "2", digest: "b" } }, /already/],
])("promotes %s", (_title, part, objection) => {
  const found = objectionToPromotion({ ...good, ...part });
  if (objection === null) expect(found).toBeNull();
  else expect(found).toMatch(objection);
});

it("lets values that named the environment name the next one, and no others", () => {
  const values = { target: "staging", fixed: "test", word: "staging" };
  expect(moveVariables(values, ["target", "fixed"], { from: "staging", to: "production" })).toEqual({
    target: "production",
    fixed: "test",
    word: "staging",
  });
});

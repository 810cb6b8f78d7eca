import { expect, it } from "vitest";
import { scopesOfRole, type Role } from "#lib/access/rules/scopes.ts";
import { objectionTo, standingOf, startNeed, type Decided } from "#lib/environments/rules/approval.ts";

const two = { count: 2, role: "approver" } as const;
const yes = (userId: string): Decided => ({ userId, decision: "approved" });
const no = (userId: string): Decided => ({ userId, decision: "rejected" });

it.each([
  ["nothing is asked for", null, [], { kind: "notNeeded" }],
  ["nobody is asked", { count: 0, role: "approver" }, [], { kind: "notNeeded" }],
  ["nobody came", two, [], { kind: "waiting", given: 0, missing: 2 }],
  ["one of two came", two, [yes("ada")], { kind: "waiting", given: 1, missing: 1 }],
  ["the same one came twice", two, [yes("ada"), yes("ada")], { kind: "waiting", given: 1, missing: 1 }],
  ["both came", two, [yes("ada"), yes("bob")], { kind: "approved", given: 2 }],
  ["one of three said no", two, [yes("ada"), yes("bob"), no("eve")], { kind: "rejected", by: "eve" }],
  ["somebody said no where nobody was asked", null, [no("eve")], { kind: "rejected", by: "eve" }],
] as const)("when %s", (_title, need, decisions, standing) => {
  expect(standingOf(need, decisions)).toEqual(standing);
});

const person = (userId: string, role: Role = "approver") => ({ userId, scopes: scopesOfRole(role) });

it.each([
  ["another person", "approved", person("bob"), two, [], null],
  ["the author", "approved", person("ada", "admin"), two, [], "author"],
  ["the author, who takes it back", "rejected", person("ada"), two, [], null],
  ["a person who approved already", "approved", person("bob"), two, [yes("bob")], "decided"],
  ["a person who approved and now rejects", "rejected", person("bob"), two, [yes("bob")], null],
  ["an operator", "approved", person("bob", "operator"), two, [], "role"],
  ["an approver where an administrator is needed", "approved", person("bob"), { count: 1, role: "admin" }, [], "role"],
  ["an administrator", "approved", person("bob", "admin"), { count: 1, role: "admin" }, [], null],
  ["anybody after a rejection", "approved", person("bob"), two, [no("eve")], "rejected"],
  ["anybody when there are enough", "approved", person("zoe"), two, [yes("bob"), yes("eve")], "enough"],
  ["anybody where nobody is asked", "approved", person("bob"), null, [], "enough"],
] as const)("%s: %s", (...row) => {
  const [, decision, approver, need, decisions, objection] = row;
  expect(objectionTo({ decision, approver, authorId: "ada" }, need, decisions)).toBe(objection);
});

it.each([
  ["asks for approvals", { requiredApprovals: 2, riskLimit: null }, 0, { count: 2 }],
  ["asks for approvals and has a limit", { requiredApprovals: 2, riskLimit: 10 }, 90, { count: 2 }],
  ["has a limit that is passed", { requiredApprovals: 0, riskLimit: 50 }, 51, { count: 1 }],
  ["has a limit that is met", { requiredApprovals: 0, riskLimit: 50 }, 50, null],
  ["has a limit, and the risk is not known", { requiredApprovals: 0, riskLimit: 50 }, null, null],
  ["asks for nothing", { requiredApprovals: 0, riskLimit: null }, 99, null],
] as const)("a start where the environment %s", (_title, limits, score, need) => {
  const found = startNeed({ ...limits, approverRole: "admin" }, score);
  if (need === null) expect(found).toBeNull();
  else expect(found).toMatchObject({ ...need, role: "admin" });
});

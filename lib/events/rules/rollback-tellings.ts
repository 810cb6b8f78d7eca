// What do the events of taking back say to a person?
import type { Data, Telling } from "#lib/events/rules/telling.ts";
import { nameOf, wordOf } from "#lib/events/rules/words.ts";
import { countOf } from "#lib/kernel/format.ts";
import type { RollbackEventType } from "#lib/events/types.ts";

function planOf({ number }: Data): string {
  return typeof number === "number" ? `Rollback plan #${number}` : "The rollback plan";
}

function wayOf(data: Data): string {
  const [from, to] = [wordOf(data.from), wordOf(data.to)];
  const product = wordOf(data.product);
  const way = from !== undefined && to !== undefined ? `${from} to ${to}` : "";
  return [product, way].filter(Boolean).join(" ");
}

function rollbackOf(data: Data): string {
  const way = wayOf(data);
  return way === "" ? "Rollback" : `Rollback of ${way}`;
}

function incidentOf({ number }: Data): string {
  return typeof number === "number" ? `Incident #${number}` : "The incident";
}

/** One sentence for each type. */
export const rollbackTellings: Record<RollbackEventType, Telling> = {
  rollback_plan_created: {
    tone: "warn",
    text: (data) => [`${planOf(data)} made`, wayOf(data)].filter(Boolean).join(": "),
  },
  rollback_plan_changed: { tone: "idle", text: (data) => `${planOf(data)} changed, and needs new approvals` },
  rollback_plan_checked: {
    tone: "idle",
    text: (data) => `${planOf(data)} checked: ${wordOf(data.verdict) ?? "no verdict"}`,
  },
  rollback_plan_approved: { tone: "good", text: (data) => `${planOf(data)} approved` },
  rollback_plan_rejected: { tone: "bad", text: (data) => `${planOf(data)} rejected` },
  rollback_plan_forced: { tone: "warn", text: (data) => `${planOf(data)} forced past a check that blocks it` },
  rollback_plan_expired: { tone: "idle", text: (data) => `${planOf(data)} expired before it was carried out` },
  rollback_plan_cancelled: { tone: "idle", text: (data) => `${planOf(data)} cancelled` },
  rollback_glass_broken: { tone: "bad", text: (data) => `${planOf(data)} carried out without its approvals` },
  rollback_started: { tone: "move", text: (data) => `${rollbackOf(data)} started` },
  rollback_stuck: { tone: "bad", text: (data) => `${rollbackOf(data)} stands half-way, and a person must decide` },
  rollback_resumed: { tone: "move", text: (data) => `${rollbackOf(data)} goes on` },
  rollback_completed: { tone: "good", text: (data) => `${rollbackOf(data)} completed` },
  rollback_failed: { tone: "bad", text: (data) => `${rollbackOf(data)} failed` },
  automatic_rollback_started: { tone: "bad", text: (data) => `${rollbackOf(data)} began by itself` },
  automatic_rollback_stopped: {
    tone: "bad",
    text: (data) => `${nameOf(data)} is not taken back by itself: a person must look`,
  },
  incident_written: { tone: "warn", text: (data) => `${incidentOf(data)} written` },
  incident_edited: { tone: "idle", text: (data) => `${incidentOf(data)} edited` },
  incident_issue_requested: { tone: "idle", text: (data) => `${incidentOf(data)} is to be opened as an issue` },
  incident_issue_opened: { tone: "idle", text: (data) => `${incidentOf(data)} opened as an issue` },
  incident_issue_failed: { tone: "warn", text: (data) => `${incidentOf(data)} could not be opened as an issue` },
  product_database_saved: {
    tone: "idle",
    text: (data) => `Database ${nameOf(data)} ${data.change === "changed" ? "changed" : "named"}`,
  },
  product_database_deleted: { tone: "warn", text: (data) => `Database ${nameOf(data)} forgotten` },
  migration_rollback_checked: {
    tone: "idle",
    text: (data) =>
      `Undoing ${wordOf(data.migration) ?? "a migration"} checked: ${wordOf(data.verdict) ?? "no verdict"}` +
      (typeof data.forceReason === "string" ? ", forced" : "") +
      (typeof data.orphans === "number" && data.orphans > 0
        ? `, ${countOf(data.orphans, "row")} without a parent`
        : ""),
  },
};

import type { ActorView } from "#lib/access/rules/actor.ts";
import type { IssueStatus } from "#lib/rollbacks/rules/issue.ts";
import type { PlanStatus } from "#lib/rollbacks/rules/plan.ts";
import type { ReportParts, TimelineEntry, WrittenParts } from "#lib/rollbacks/rules/report.ts";
import type { Whereabouts } from "#lib/rollbacks/rules/whereabouts.ts";

/** What happened, why, to whom, and what was done. */
export interface IncidentView extends ReportParts {
  id: string;
  number: number;
  title: string;
  plan: { id: string; number: number; status: PlanStatus };
  product: { id: string; slug: string; name: string };
  /** What people wrote; null in each part that is generated. */
  written: WrittenParts;
  revision: number;
  editedBy: ActorView | null;
  editedAt: string | null;
  startedAt: string;
  endedAt: string | null;
  whereabouts: Whereabouts | null;
  failed: { id: string; name: string; reason: string | null }[];
  /** Where it stands as an issue on GitHub. */
  issue: {
    /** Null: nobody asked for one. */
    status: IssueStatus | null;
    url: string | null;
    /** What was in the way at the last try. */
    error: string | null;
    /** Where it would be opened: owner/name; null where no place is named. */
    repository: string | null;
  };
  timeline: (TimelineEntry & { seq: number; href: string | null })[];
  markdown: string;
}

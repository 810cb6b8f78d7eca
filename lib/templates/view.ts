import type { ActorView } from "#lib/access/rules/actor.ts";
import type { Definition } from "#lib/templates/rules/definition.ts";
import type { PlannedStage } from "#lib/templates/rules/plan.ts";
import type { StageSketch } from "#lib/templates/rules/sketch.ts";

export interface TemplateUse {
  /** Deployments that were made with it. */
  count: number;
  /** Of those, how many ended by themselves: completed, failed or were rolled back. */
  finished: number;
  succeeded: number;
  lastAt: string | null;
}

export interface TemplateSummary {
  id: string;
  slug: string;
  name: string;
  description: string;
  isBuiltIn: boolean;
  version: number;
  stages: StageSketch[];
  use: TemplateUse;
  createdAt: string;
  updatedAt: string;
  archivedAt: string | null;
}

export interface TemplateVersionView {
  version: number;
  note: string;
  createdAt: string;
  createdBy: ActorView;
  use: TemplateUse;
}

export interface TemplateView extends TemplateSummary {
  /** Of `shownVersion`. */
  definition: Definition;
  shownVersion: number;
  /** The newest first. */
  versions: TemplateVersionView[];
}

/** What an import came to. */
export interface ImportView {
  outcome: "created" | "updated" | "unchanged";
  template: TemplateView;
}

export interface SelectionPreview {
  /** Empty where the stage has but one. */
  name: string;
  total: number;
  sample: { id: string; name: string; fleet: string | null; tags: string[] }[];
  batches: { index: number; percent: number; deviceCount: number }[];
}

export interface StagePreview extends Pick<
  PlannedStage,
  "name" | "title" | "description" | "kind" | "needs" | "skippedBecause" | "timeLimitSeconds" | "attemptsMax"
> {
  selections: SelectionPreview[];
  window: { days?: number[] | undefined; start: string; end: string; timeZone: string } | null;
  startsAfterSeconds: number;
  endsAfterSeconds: number;
}

/** What a deployment would do. */
export interface DeploymentPreview {
  template: { id: string; slug: string; version: number };
  environment: { id: string; slug: string; name: string } | null;
  /** How many people of which role must approve before it starts; null: none, but for what the risk asks for. */
  approvals: { count: number; role: string } | null;
  /** Devices of the environment, or of all. */
  deviceCount: number;
  stages: StagePreview[];
  /** Without devices and people: what pauses, soaks and measurements take. */
  secondsAtLeast: number;
  startsAt: string;
  /** When the calendar lets it start; null where it never does. */
  opensAt: string | null;
  /** Why not before. */
  closedBecause: string | null;
  warnings: string[];
}

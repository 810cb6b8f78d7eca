import {
  ArrowLeftRight,
  CheckCheck,
  CirclePause,
  Database,
  Gauge,
  Globe2,
  type LucideIcon,
  Rocket,
  SquareSplitHorizontal,
  Stethoscope,
  UserCheck,
  Webhook,
} from "lucide-react";
import type { StageKind } from "#lib/templates/rules/stage-kinds.ts";

type KindWords = { label: string; icon: LucideIcon };

const WORDS: Record<StageKind, KindWords> = {
  rollout: { label: "Rollout", icon: Rocket },
  canary: { label: "Canary", icon: Stethoscope },
  blueGreen: { label: "Blue-green", icon: SquareSplitHorizontal },
  regions: { label: "Regions", icon: Globe2 },
  trafficSwitch: { label: "Traffic switch", icon: ArrowLeftRight },
  migration: { label: "Migration", icon: Database },
  wait: { label: "Wait", icon: CirclePause },
  approval: { label: "Approval", icon: UserCheck },
  smokeTest: { label: "Smoke test", icon: CheckCheck },
  loadTest: { label: "Load test", icon: Gauge },
  webhook: { label: "Webhook", icon: Webhook },
};

export function wordsOfKind(kind: StageKind): KindWords {
  return WORDS[kind];
}

/** A title as far as it is the same for everybody: of "Canary: ${first} %, then all" that is "Canary". */
export function titleOf({ title, name }: { title: string; name: string }): string {
  const [fixed = ""] = title.split("${");
  return fixed.replace(/[\s:,(–-]+$/, "") || name;
}

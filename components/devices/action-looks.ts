import {
  Ban,
  CircleCheck,
  CircleX,
  CloudDownload,
  Hand,
  type LucideIcon,
  PackageCheck,
  PackageOpen,
  Send,
  Undo2,
} from "lucide-react";
import type { Tone } from "#components/ui/tone.ts";
import type { ActionStatus } from "#lib/rollouts/rules/rollout.ts";

type Look = { label: string; tone: Tone; icon: LucideIcon };

const looks: Record<ActionStatus, Look> = {
  offered: { label: "Offered", tone: "wait", icon: Send },
  accepted: { label: "Accepted", tone: "move", icon: Hand },
  downloading: { label: "Downloading", tone: "move", icon: CloudDownload },
  installing: { label: "Installing", tone: "move", icon: PackageOpen },
  installed: { label: "Installed", tone: "move", icon: PackageCheck },
  healthy: { label: "Healthy", tone: "good", icon: CircleCheck },
  failed: { label: "Failed", tone: "bad", icon: CircleX },
  rolledBack: { label: "Rolled back", tone: "back", icon: Undo2 },
  cancelled: { label: "Cancelled", tone: "idle", icon: Ban },
};

/** How the state of an action is called and shown. */
export function actionLook(status: string): Look {
  return looks[status as ActionStatus];
}

import { Ban, CircleCheck, CircleX, CloudDownload, Hand, PackageCheck, PackageOpen, Send, Undo2 } from "lucide-react";
import type { StateLook } from "#components/ui/state-badge.tsx";
import type { ActionStatus } from "#lib/rollouts/rules/rollout.ts";

const looks: Record<ActionStatus, StateLook> = {
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
export function actionLook(status: string): StateLook {
  return looks[status as ActionStatus];
}

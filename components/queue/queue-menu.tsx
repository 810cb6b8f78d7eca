"use client";

import { ArrowUpDown, CalendarClock, EllipsisVertical, Flame, ShieldCheck, Trash2 } from "lucide-react";
import { useState } from "react";
import { OverrideForm } from "#components/queue/override-form.tsx";
import { cancelQueued, confirmOverride, prioritize } from "#components/queue/queries.ts";
import { RescheduleForm } from "#components/queue/reschedule-form.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { sentenceOf } from "#components/ui/error-state.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu, MenuItem, MenuSeparator } from "#components/ui/menu.tsx";
import { toast } from "#components/ui/toast.tsx";
import { PRIORITIES, type Priority } from "#lib/deployments/queue/rules/priority.ts";
import type { QueueItemView } from "#lib/deployments/queue/view.ts";

export interface QueueRights {
  mayWrite: boolean;
  mayApprove: boolean;
}

type QueueMenuProps = { item: QueueItemView; rights: QueueRights; onDone: () => void };

/** What can be done with a deployment that waits. */
export function QueueMenu({ item, rights, onDone }: QueueMenuProps) {
  const [question, setQuestion] = useState<"reschedule" | "cancel" | "override" | "confirm" | null>(null);
  const close = () => setQuestion(null);
  const done = () => {
    close();
    onDone();
  };

  async function setPriority(priority: Priority) {
    try {
      await prioritize(item.id, priority);
      onDone();
    } catch (error) {
      toast({ kind: "bad", title: "The priority was not changed", detail: sentenceOf(error) });
    }
  }

  const isConfirmed = Boolean(item.override?.confirmedAt);
  const mayConfirm = rights.mayApprove && item.override !== null && !isConfirmed;
  if (item.status !== "waiting" || (!rights.mayWrite && !mayConfirm)) return null;
  return (
    <>
      <Menu
        label={`Deployment #${item.number}`}
        trigger={<IconButton icon={EllipsisVertical} label={`What to do with #${item.number}`} />}
      >
        {rights.mayWrite && (
          <>
            <MenuItem icon={CalendarClock} onSelect={() => setQuestion("reschedule")}>
              Move to another time…
            </MenuItem>
            {PRIORITIES.filter((priority) => priority !== item.priority).map((priority) => (
              <MenuItem key={priority} icon={ArrowUpDown} onSelect={() => void setPriority(priority)}>
                Make it {priority}
              </MenuItem>
            ))}
            {!isConfirmed && (
              <MenuItem icon={Flame} onSelect={() => setQuestion("override")}>
                Pass as a hot-fix…
              </MenuItem>
            )}
          </>
        )}
        {mayConfirm && (
          <MenuItem icon={ShieldCheck} onSelect={() => setQuestion("confirm")}>
            Confirm the hot-fix…
          </MenuItem>
        )}
        {rights.mayWrite && (
          <>
            <MenuSeparator />
            <MenuItem icon={Trash2} danger onSelect={() => setQuestion("cancel")}>
              Cancel…
            </MenuItem>
          </>
        )}
      </Menu>
      <Dialog open={question === "reschedule"} onOpenChange={close} title={`Move #${item.number} to another time`}>
        <RescheduleForm item={item} onDone={done} />
      </Dialog>
      <Dialog open={question === "override"} onOpenChange={close} title={`Let #${item.number} pass as a hot-fix?`}>
        <OverrideForm item={item} onDone={done} />
      </Dialog>
      <ConfirmDialog
        open={question === "confirm"}
        onOpenChange={close}
        title={`Let #${item.number} pass as a hot-fix?`}
        confirmLabel="Confirm the hot-fix"
        danger
        onConfirm={async () => {
          await confirmOverride(item.id);
          onDone();
        }}
      >
        {item.override?.requestedBy.name ?? "Somebody"} asks for it: “{item.override?.reason}” It then passes windows,
        freezes and a stopped line.
      </ConfirmDialog>
      <ConfirmDialog
        open={question === "cancel"}
        onOpenChange={close}
        title={`Cancel deployment #${item.number}?`}
        confirmLabel="Cancel the deployment"
        danger
        askReason
        onConfirm={async (reason) => {
          await cancelQueued(item.id, reason);
          onDone();
        }}
      >
        {item.name} never starts. Deployments that need it are cancelled with it.
      </ConfirmDialog>
    </>
  );
}

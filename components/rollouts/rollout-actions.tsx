"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Ban, Check, CirclePlay, EllipsisVertical, Pause, RotateCw, Undo2 } from "lucide-react";
import { useState } from "react";
import { moveRollout, type RolloutActionName, rolloutKeys } from "#components/rollouts/queries.ts";
import { questionOf, type RolloutQuestion } from "#components/rollouts/questions.tsx";
import { useMay } from "#components/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { sentenceOf } from "#components/ui/error-state.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu, MenuItem, MenuSeparator } from "#components/ui/menu.tsx";
import { useShortcut } from "#components/ui/shortcuts.ts";
import { toast } from "#components/ui/toast.tsx";
import type { RolloutView } from "#lib/rollouts/view.ts";

/**
 * What a person can do with a rollout now. Stopping is one click; whatever makes it grow, or takes something back,
 * asks first and says how many devices it touches.
 */
export function RolloutActions({ rollout }: { rollout: RolloutView }) {
  const client = useQueryClient();
  const mayWrite = useMay("rollouts:write");
  const mayApprove = useMay("rollouts:approve");
  const [question, setQuestion] = useState<RolloutQuestion | null>(null);
  const [isPausing, setIsPausing] = useState(false);

  const may = {
    pause: mayWrite && rollout.allowedActions.includes("pause"),
    resume: mayWrite && rollout.allowedActions.includes("resume"),
    cancel: mayWrite && rollout.allowedActions.includes("cancel"),
    rollback: mayWrite && rollout.allowedActions.includes("rollBack"),
    retry: mayWrite && rollout.allowedActions.includes("retry"),
    approve: mayApprove && rollout.allowedActions.includes("approve"),
  };

  async function act(action: RolloutActionName, body: Record<string, unknown>) {
    try {
      const moved = await moveRollout(rollout.id, action, body);
      client.setQueryData(rolloutKeys.one(rollout.id), moved);
    } finally {
      // After a lost race, too: the page must show who was faster.
      void client.invalidateQueries({ queryKey: rolloutKeys.all });
    }
  }

  async function pauseNow() {
    setIsPausing(true);
    try {
      await act("pause", {});
    } catch (error) {
      toast({ kind: "bad", title: "Not paused", detail: sentenceOf(error) });
    } finally {
      setIsPausing(false);
    }
  }

  useShortcut("p", "Pause this rollout", () => void pauseNow(), may.pause && !isPausing);
  useShortcut("r", "Resume this rollout", () => setQuestion("resume"), may.resume);
  useShortcut("a", "Approve the next batch", () => setQuestion("approve"), may.approve);
  useShortcut("t", "Retry failed devices", () => setQuestion("retry"), may.retry);
  useShortcut("shift+b", "Roll back this rollout", () => setQuestion("rollback"), may.rollback);
  useShortcut("shift+c", "Cancel this rollout", () => setQuestion("cancel"), may.cancel);

  const asked = question && questionOf(question, rollout);
  const hasMore = may.retry || may.cancel || may.pause;
  return (
    <>
      {may.approve && (
        <Button variant="primary" onClick={() => setQuestion("approve")}>
          <Check aria-hidden />
          Approve batch
        </Button>
      )}
      {may.resume && (
        <Button variant={may.approve ? "secondary" : "primary"} onClick={() => setQuestion("resume")}>
          <CirclePlay aria-hidden />
          Resume
        </Button>
      )}
      {may.pause && (
        <Button onClick={() => void pauseNow()} busy={isPausing} aria-keyshortcuts="p">
          <Pause aria-hidden />
          Pause
        </Button>
      )}
      {may.rollback && (
        <Button onClick={() => setQuestion("rollback")} className="text-bad-ink">
          <Undo2 aria-hidden />
          Roll back
        </Button>
      )}
      {hasMore && (
        <Menu
          label="More actions"
          trigger={<IconButton icon={EllipsisVertical} label="More actions" variant="secondary" />}
        >
          {may.pause && (
            <MenuItem icon={Pause} onSelect={() => setQuestion("pause")}>
              Pause with a reason…
            </MenuItem>
          )}
          {may.retry && (
            <MenuItem icon={RotateCw} keys="t" onSelect={() => setQuestion("retry")}>
              Retry failed devices…
            </MenuItem>
          )}
          {may.cancel && (
            <>
              <MenuSeparator />
              <MenuItem icon={Ban} keys="⇧ C" danger onSelect={() => setQuestion("cancel")}>
                Cancel this rollout…
              </MenuItem>
            </>
          )}
        </Menu>
      )}
      {asked && (
        <ConfirmDialog
          key={question}
          open
          onOpenChange={() => setQuestion(null)}
          title={asked.title}
          confirmLabel={asked.confirmLabel}
          danger={asked.danger}
          askReason
          onConfirm={(reason) => act(asked.action, { ...asked.body, reason })}
        >
          {asked.consequences}
        </ConfirmDialog>
      )}
    </>
  );
}

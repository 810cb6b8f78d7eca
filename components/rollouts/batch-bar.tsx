"use client";

import { Ban, CircleCheck, CircleDashed, CirclePlay, EllipsisVertical, Hand, Timer, Undo2 } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { segmentsOf } from "#components/rollouts/segments.ts";
import { cn } from "#components/ui/cn.ts";
import { countOf, formatCompact, formatNumber } from "#components/ui/format.ts";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu, MenuItem } from "#components/ui/menu.tsx";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import { Countdown, RelativeTime } from "#components/ui/relative-time.tsx";
import type { StateLook } from "#components/ui/state-badge.tsx";
import { toneInk } from "#components/ui/tone.ts";
import type { BatchStatus } from "#lib/rollouts/rules/rollout.ts";
import type { BatchView, RolloutView } from "#lib/rollouts/view.ts";

const looks: Record<BatchStatus, StateLook> = {
  pending: { label: "Not started", tone: "idle", icon: CircleDashed },
  running: { label: "Running", tone: "move", icon: CirclePlay },
  completed: { label: "Completed", tone: "good", icon: CircleCheck },
  rolledBack: { label: "Rolled back", tone: "back", icon: Undo2 },
  cancelled: { label: "Cancelled", tone: "idle", icon: Ban },
};

type BatchBarProps = { rollout: RolloutView; onRollBack?: (batch: BatchView) => void };

/** The batches side by side, as wide as their share of the devices, each with what became of it. */
export function BatchBar({ rollout, onRollBack }: BatchBarProps) {
  const next = rollout.batches.find((batch) => batch.status === "pending");
  return (
    <ol aria-label="Batches" className="flex gap-1.5 overflow-x-auto pb-1 max-sm:flex-col">
      {rollout.batches.map((batch) => (
        <BatchBlock
          key={batch.index}
          batch={batch}
          isCurrent={batch.index === rollout.currentBatch}
          wait={batch === next ? nextBatchWait(rollout) : null}
          onRollBack={onRollBack && canRollBack(rollout, batch) ? () => onRollBack(batch) : undefined}
        />
      ))}
    </ol>
  );
}

function BatchBlock({ batch, isCurrent, wait, onRollBack }: BatchBlockProps) {
  const { label, tone, icon: Icon } = looks[batch.status];
  const block = useRef<HTMLLIElement>(null);
  const due = batch.deviceCount - batch.counts.skipped;
  const answered = batch.counts.healthy + batch.counts.failed + batch.counts.rolledBack;

  useEffect(() => {
    // Of a hundred batches, the one at work is shown first.
    if (isCurrent) block.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [isCurrent]);

  return (
    <li
      ref={block}
      aria-current={isCurrent ? "step" : undefined}
      style={{ flexGrow: Math.max(batch.deviceCount, 1) }}
      className={cn(
        "@container min-w-44 shrink-0 basis-0 rounded-lg border border-line bg-surface px-3 py-2 max-sm:min-w-0",
        batch.status === "running" && "border-move",
      )}
    >
      <div className="flex items-center gap-1.5">
        <Icon aria-hidden className={cn("size-3.5 shrink-0", toneInk[tone])} strokeWidth={2.25} />
        <span className="font-medium whitespace-nowrap">Batch {batch.index + 1}</span>
        <span className="text-xs whitespace-nowrap text-muted">to {formatShare(batch.percent)}</span>
        {onRollBack && (
          <span className="-my-1 -mr-2 ml-auto">
            <Menu
              label={`Batch ${batch.index + 1}`}
              trigger={<IconButton icon={EllipsisVertical} label={`Actions for batch ${batch.index + 1}`} size="sm" />}
            >
              <MenuItem icon={Undo2} danger onSelect={onRollBack}>
                Roll back this batch…
              </MenuItem>
            </Menu>
          </span>
        )}
      </div>
      <ProgressBar
        className="my-2 h-2"
        label={`Batch ${batch.index + 1}`}
        segments={segmentsOf(batch.counts)}
        total={batch.deviceCount}
        moving={batch.status === "running"}
      />
      <div className="flex items-baseline justify-between gap-3 text-xs whitespace-nowrap text-muted">
        <span>
          {batch.startedAt ? `${short(answered)} of ${short(due)}` : countOf(due, "device")}
          {batch.startedAt && <span className="hidden @[15rem]:inline"> answered</span>}
        </span>
        <span className={cn("truncate", toneInk[tone])}>{wait ?? <BatchState batch={batch} label={label} />}</span>
      </div>
    </li>
  );
}

type BatchBlockProps = { batch: BatchView; isCurrent: boolean; wait: ReactNode; onRollBack: (() => void) | undefined };

function BatchState({ batch, label }: { batch: BatchView; label: string }) {
  if (!batch.completedAt) return label;
  return (
    <>
      {label}
      <span className="hidden @[18rem]:inline">
        {" "}
        <RelativeTime at={batch.completedAt} />
      </span>
    </>
  );
}

function canRollBack(rollout: RolloutView, { counts, status }: BatchView): boolean {
  const touched = counts.healthy + counts.updating + counts.failed;
  return rollout.allowedActions.includes("rollBackBatch") && status !== "rolledBack" && touched > 0;
}

/** What the next batch waits for, with a countdown where time alone decides. */
function nextBatchWait({ status, waitingFor }: RolloutView): ReactNode {
  if (status !== "running" || !waitingFor) return null;
  switch (waitingFor.reason) {
    case "approval":
      return (
        <span className="inline-flex items-center gap-1 font-medium text-warn-ink">
          <Hand aria-hidden className="size-3" />
          Waits for approval
        </span>
      );
    case "delay":
    case "window":
      return (
        waitingFor.until && (
          <span className="inline-flex items-center gap-1 text-wait-ink">
            <Timer aria-hidden className="size-3" />
            {waitingFor.reason === "window" ? "Window opens in " : "Starts in "}
            <Countdown to={waitingFor.until} past="a moment" />
          </span>
        )
      );
    default:
      return null;
  }
}

/** A block of ten thousand devices may be as narrow as one of ten. */
function short(count: number): string {
  return count < 10_000 ? formatNumber(count) : formatCompact(count);
}

function formatShare(percent: number): string {
  return `${Number(percent.toFixed(2))}%`;
}

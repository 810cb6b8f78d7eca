"use client";

import Link from "next/link";
import { actionLook } from "#components/devices/action-looks.ts";
import { cn } from "#components/ui/cn.ts";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import { Duration, RelativeTime } from "#components/ui/relative-time.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { toneFill } from "#components/ui/tone.ts";
import type { DeviceActionView } from "#lib/devices/view.ts";

/** What a device was told to do and how that went, the newest first. */
export function ActionTimeline({ actions }: { actions: readonly DeviceActionView[] }) {
  return (
    <ol className="relative px-3 py-1 before:absolute before:inset-y-4 before:left-[18.5px] before:w-px before:bg-line">
      {actions.map((action) => (
        <ActionEntry key={action.id} action={action} />
      ))}
    </ol>
  );
}

function ActionEntry({ action }: { action: DeviceActionView }) {
  const { label, tone, icon } = actionLook(action.status);
  return (
    <li className="relative flex gap-3 py-2">
      <span
        aria-hidden
        className={cn("mt-1.5 size-3.5 shrink-0 rounded-full border-3 border-surface", toneFill[tone])}
      />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
          <StateBadge tone={tone} icon={icon}>
            {label}
          </StateBadge>
          <span className="font-medium">
            {action.kind === "rollback" ? "Back to " : "Update to "}
            {action.product} {action.version ?? ""}
          </span>
          <Link href={`/rollouts/${action.rolloutId}`} className="rounded text-muted hover:text-ink hover:underline">
            rollout #{action.rolloutNumber}
          </Link>
          {action.attempt > 1 && <span className="text-xs text-muted">try {action.attempt}</span>}
          <span className="ml-auto text-xs text-muted">
            <RelativeTime at={action.offeredAt} />
          </span>
        </div>
        <ActionProgress action={action} />
        {action.message && <p className="mt-0.5 text-muted">{action.message}</p>}
      </div>
    </li>
  );
}

function ActionProgress({ action }: { action: DeviceActionView }) {
  if (action.closedAt) {
    return (
      <p className="text-xs text-muted">
        Took <Duration from={action.acceptedAt ?? action.offeredAt} to={action.closedAt} />
      </p>
    );
  }
  if (!action.acceptedAt) return <p className="text-xs text-muted">Waits for the device&rsquo;s next poll.</p>;
  return (
    <div className="mt-1 flex max-w-sm items-center gap-2 text-xs text-muted">
      {action.progress !== null && (
        <>
          <ProgressBar
            label="Progress"
            segments={[{ key: "done", label: "percent", value: action.progress, tone: "move" }]}
            total={100}
            moving
            className="w-40"
          />
          {action.progress}%
        </>
      )}
      <span>
        counts as failed <RelativeTime at={action.deadlineAt} /> without a report
      </span>
    </div>
  );
}

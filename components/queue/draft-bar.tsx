"use client";

import Link from "next/link";
import { labelOf } from "#components/queue/draw-timeline.ts";
import type { Draft } from "#components/queue/timeline-canvas.tsx";
import { isMovable } from "#components/queue/timeline-layout.ts";
import { Button } from "#components/ui/button.tsx";
import { sentenceOf } from "#components/ui/error-state.tsx";
import { formatExact } from "#components/ui/format.ts";
import { Notice } from "#components/ui/notice.tsx";
import { toLocalTime } from "#lib/calendar/rules/local-time.ts";
import type { BandView } from "#lib/calendar/view.ts";
import type { TimelineItem } from "#lib/deployments/queue/view.ts";

type DraftBarProps = {
  selected: TimelineItem | null;
  draft: Draft | null;
  bands: readonly BandView[];
  mayMove: boolean;
  isBusy: boolean;
  error: unknown;
  onConfirm: () => void;
  onGiveUp: () => void;
};

/** What is chosen, and where it would be moved: nothing moves before somebody says so. */
export function DraftBar({ selected, draft, bands, mayMove, isBusy, error, onConfirm, onGiveUp }: DraftBarProps) {
  if (draft !== null) {
    const freeze = freezeAt(bands, draft);
    return (
      <div role="status" className="space-y-2 border-t border-line p-3">
        <div className="flex flex-wrap items-center gap-2">
          <p className="min-w-0 flex-1">
            Move <strong>{labelOf(draft.item)}</strong> to {formatExact(draft.start)} (
            {toLocalTime(new Date(draft.start), draft.item.timeZone).replace("T", " ")} {draft.item.timeZone})?
          </p>
          <Button variant="primary" busy={isBusy} onClick={onConfirm}>
            Move it
          </Button>
          <Button variant="secondary" onClick={onGiveUp}>
            Leave it
          </Button>
        </div>
        {freeze && (
          <Notice kind="warn">
            The freeze {freeze.name} holds then: it starts when that is over, {formatExact(freeze.endsAt)}.
          </Notice>
        )}
        {error !== null && (
          <Notice kind="bad" title="It was not moved">
            {sentenceOf(error)}
          </Notice>
        )}
      </div>
    );
  }
  if (selected === null) return null;
  return (
    <div role="status" className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line p-3">
      <p className="min-w-0 flex-1">
        <strong>{labelOf(selected)}</strong> <span className="text-muted">{describe(selected)}</span>
      </p>
      {mayMove && isMovable(selected) && (
        <span className="text-xs text-muted">Drag it, or press the left and right arrows, to move it.</span>
      )}
      {selected.deploymentId && (
        <Link
          href={`/deployments/${selected.deploymentId}`}
          className="rounded font-medium text-accent-ink hover:underline"
        >
          Open
        </Link>
      )}
    </div>
  );
}

/** What an item of a timeline is about, in a sentence. */
export function describe(item: TimelineItem): string {
  const end = item.endsAt === null ? "end unknown" : `until ${formatExact(item.endsAt)}`;
  switch (item.kind) {
    case "finished":
      return `${item.status ?? "over"}: ${formatExact(item.startsAt)} ${end}`;
    case "running":
      return `runs since ${formatExact(item.startsAt)}, likely ${end}`;
    case "queued":
      return `will likely start ${formatExact(item.startsAt)}. ${item.wait ?? ""}`;
    case "scheduled":
      return `scheduled; starts ${formatExact(item.startsAt)}. ${item.wait ?? ""}`;
    case "recurring":
      return `comes round ${formatExact(item.startsAt)}`;
  }
}

function freezeAt(bands: readonly BandView[], { item, start }: Draft): BandView | undefined {
  return bands.find(
    (band) =>
      band.kind === "freeze" &&
      (band.productId === null || band.productId === item.productId) &&
      (band.environmentId === null || band.environmentId === item.environmentId) &&
      Date.parse(band.startsAt) <= start &&
      start < Date.parse(band.endsAt),
  );
}

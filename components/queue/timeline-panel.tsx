"use client";

import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLiveRefresh } from "#components/live/use-live-events.ts";
import { DraftBar } from "#components/queue/draft-bar.tsx";
import { LINE_NEWS, queueKeys, readTimeline, reschedule } from "#components/queue/queries.ts";
import { type Draft, TimelineCanvas } from "#components/queue/timeline-canvas.tsx";
import type { LaneBy } from "#components/queue/timeline-layout.ts";
import { TimelineLegend } from "#components/queue/timeline-legend.tsx";
import { TimelineTable } from "#components/queue/timeline-table.tsx";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Select } from "#components/ui/select.tsx";
import { useSubmit } from "#components/ui/use-submit.ts";
import type { TimelineItem, TimelineView } from "#lib/deployments/queue/view.ts";

const HOUR = 3_600_000;
const SPANS = { day: 26 * HOUR, week: 7 * 24 * HOUR } as const;
const EVERY_MS = 30_000;

type TimelinePanelProps = { initial: TimelineView; from: string; to: string; mayMove: boolean };

/** What ran, runs and comes, over windows and freezes. What waits can be moved, by pointer or keyboard. */
export function TimelinePanel({ initial, from, to, mayMove }: TimelinePanelProps) {
  const client = useQueryClient();
  const key = queueKeys.timeline(from, to);
  useLiveRefresh({ types: LINE_NEWS, keys: [key] });
  const { data, isError } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => readTimeline({ from, to }, signal),
    initialData: initial,
    placeholderData: keepPreviousData,
    refetchInterval: EVERY_MS,
  });
  const [span, setSpan] = useState<keyof typeof SPANS>("day");
  const [laneBy, setLaneBy] = useState<LaneBy>("product");
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const [draft, setDraft] = useState<Draft | null>(null);
  const [range] = useState({ from: Date.parse(from), to: Date.parse(to) });
  const selected = data.items.find(({ id }) => id === selectedId) ?? null;

  const move = useSubmit(async () => {
    if (draft?.item.queueId == null) return;
    await reschedule(draft.item.queueId, new Date(draft.start).toISOString(), draft.item.timeZone);
    setDraft(null);
    await client.invalidateQueries({ queryKey: key });
  });

  function changeDraft(next: Draft | null) {
    move.clear();
    setDraft(next);
  }

  return (
    <div className="space-y-4">
      <Panel
        title="Timeline"
        actions={
          <>
            <Button
              variant={span === "day" ? "primary" : "secondary"}
              aria-pressed={span === "day"}
              onClick={() => setSpan("day")}
            >
              24 hours
            </Button>
            <Button
              variant={span === "week" ? "primary" : "secondary"}
              aria-pressed={span === "week"}
              onClick={() => setSpan("week")}
            >
              7 days
            </Button>
            <Select
              aria-label="Lanes"
              value={laneBy}
              onChange={(event) => setLaneBy(event.target.value as LaneBy)}
              options={[
                { value: "product", label: "by product" },
                { value: "environment", label: "by environment" },
              ]}
              className="w-40"
            />
          </>
        }
      >
        {isError && (
          <Notice kind="warn" className="m-3">
            It could not be read anew; this is how it stood before.
          </Notice>
        )}
        <TimelineLegend />
        <TimelineCanvas
          timeline={data}
          range={range}
          laneBy={laneBy}
          spanMillis={SPANS[span]}
          selected={selected}
          onSelect={(item: TimelineItem | null) => setSelectedId(item?.id ?? null)}
          draft={draft}
          onDraft={mayMove ? changeDraft : null}
          onConfirm={() => void move.submit()}
        />
        <DraftBar
          selected={selected}
          draft={draft}
          bands={data.bands}
          mayMove={mayMove}
          isBusy={move.isBusy}
          error={move.error}
          onConfirm={() => void move.submit()}
          onGiveUp={() => changeDraft(null)}
        />
        {data.isCut && <p className="border-t border-line p-3 text-xs text-muted">There is more than can be shown.</p>}
      </Panel>
      <TimelineTable timeline={data} />
    </div>
  );
}

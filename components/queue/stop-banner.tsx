"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLiveRefresh } from "#components/live/use-live-events.ts";
import { liftStop, queueKeys, readStops } from "#components/queue/queries.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import type { LineStopView } from "#lib/calendar/view.ts";
import type { EventType } from "#lib/events/types.ts";

const NEWS: readonly EventType[] = ["line_stopped", "line_resumed"];
const KEYS = [queueKeys.stops];

type StopBannerProps = { stops: readonly LineStopView[]; mayLift: boolean };

/** What is stopped, by whom and why; nothing while everything runs. */
export function StopBanner({ stops, mayLift }: StopBannerProps) {
  useLiveRefresh({ types: NEWS, keys: KEYS });
  const { data } = useQuery({
    queryKey: queueKeys.stops,
    queryFn: ({ signal }) => readStops(signal),
    initialData: { items: [...stops] },
    refetchInterval: 30_000,
  });
  return (
    <div className="space-y-2 not-empty:mb-4">
      {data.items.map((stop) => (
        <Notice
          key={stop.id}
          kind="bad"
          title={`The line is stopped ${whereOf(stop)}`}
          actions={mayLift && <LiftStop stop={stop} />}
        >
          {stop.reason && <p>{stop.reason}</p>}
          <p className="text-xs text-muted">
            by {stop.stoppedBy.name ?? "somebody"}, <RelativeTime at={stop.stoppedAt} />
          </p>
        </Notice>
      ))}
    </div>
  );
}

export function whereOf({ product, environment }: Pick<LineStopView, "product" | "environment">): string {
  const names = [product?.name, environment?.name].filter(Boolean);
  return names.length === 0 ? "everywhere" : `for ${names.join(" in ")}`;
}

function LiftStop({ stop }: { stop: LineStopView }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setIsOpen}
      title={`Let the line run again ${whereOf(stop)}?`}
      trigger={<Button variant="secondary">Let it run again…</Button>}
    >
      <LiftForm stop={stop} close={() => setIsOpen(false)} />
    </Dialog>
  );
}

function LiftForm({ stop, close }: { stop: LineStopView; close: () => void }) {
  const client = useQueryClient();
  const [reason, setReason] = useState("");
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    await liftStop(stop.id, reason);
    await client.invalidateQueries({ queryKey: queueKeys.stops });
    close();
  });
  return (
    <form className="space-y-3" onSubmit={onSubmit}>
      <FormError error={error} placed={["reason"]} title="It is still stopped" />
      <p>Whatever waited for nothing but this starts at once, in the order of the line.</p>
      <Field label="Reason" error={problemOf("reason")} help="Goes into the event log.">
        <Textarea
          rows={2}
          required
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </Field>
      <DialogActions submit="Let it run again" busy={isBusy} />
    </form>
  );
}

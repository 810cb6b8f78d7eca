"use client";

import { Pencil, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { sayRecurrence } from "#components/calendar/recurrence-words.ts";
import { EditScheduleForm } from "#components/queue/edit-schedule-form.tsx";
import { deleteSchedule, updateSchedule } from "#components/queue/queries.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { sentenceOf } from "#components/ui/error-state.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { ScheduleView } from "#lib/deployments/schedules/view.ts";

type ScheduleListProps = { schedules: readonly ScheduleView[]; mayWrite: boolean; empty: ReactNode };

export function ScheduleList({ schedules, mayWrite, empty }: ScheduleListProps) {
  return (
    <DataTable
      label="Schedules"
      columns={columnsFor(mayWrite)}
      rows={schedules}
      rowKey={({ id }) => id}
      empty={empty}
    />
  );
}

function columnsFor(mayWrite: boolean): Column<ScheduleView>[] {
  return [
    {
      id: "name",
      header: "Schedule",
      cell: (schedule) => (
        <span className="block max-w-80 max-sm:max-w-36">
          <span className="block truncate font-medium">{schedule.name}</span>
          <span className="block truncate text-xs text-muted">
            {schedule.product.name} ({schedule.channel}) to {schedule.environment.name} by {schedule.template.name}
          </span>
        </span>
      ),
    },
    {
      id: "recurrence",
      header: "When",
      hideBelow: "md",
      cell: ({ recurrence, startsAt, timeZone }) => (
        <span className="block max-w-64">
          <span className="block truncate">
            {sayRecurrence(recurrence)}
            {recurrence.kind === "rrule" && ` at ${startsAt.slice(11)}`}
          </span>
          <span className="text-xs text-muted">{timeZone}</span>
        </span>
      ),
    },
    { id: "next", header: "Next", cell: ({ next }) => <RelativeTime at={next[0]} fallback="–" /> },
    {
      id: "last",
      header: "Last time",
      hideBelow: "lg",
      cell: ({ lastAt, lastOutcome }) => (
        <span className="block max-w-80">
          <RelativeTime at={lastAt} />
          {lastOutcome && <span className="block truncate text-xs text-muted">{lastOutcome}</span>}
        </span>
      ),
    },
    ...(mayWrite
      ? [
          {
            id: "actions",
            header: <span className="sr-only">Actions</span>,
            align: "right" as const,
            cell: (schedule: ScheduleView) => <ScheduleActions schedule={schedule} />,
          },
        ]
      : []),
  ];
}

function ScheduleActions({ schedule }: { schedule: ScheduleView }) {
  const router = useRouter();
  const [question, setQuestion] = useState<"edit" | "delete" | null>(null);
  const close = () => setQuestion(null);

  async function turn(enabled: boolean) {
    try {
      await updateSchedule(schedule.id, { enabled });
      router.refresh();
    } catch (error) {
      toast({ kind: "bad", title: "The schedule was not changed", detail: sentenceOf(error) });
    }
  }

  return (
    <span className="flex items-center justify-end gap-2">
      <Switch
        label={`${schedule.name} is on`}
        hideLabel
        checked={schedule.enabled}
        onCheckedChange={(enabled) => void turn(enabled)}
      />
      <IconButton icon={Pencil} label={`Edit ${schedule.name}`} onClick={() => setQuestion("edit")} />
      <IconButton icon={Trash2} label={`Delete ${schedule.name}`} onClick={() => setQuestion("delete")} />
      <Dialog
        open={question === "edit"}
        onOpenChange={close}
        title={`Edit ${schedule.name}`}
        description="Product, environment, template and variables stay: for others, make another schedule."
      >
        <EditScheduleForm
          schedule={schedule}
          onDone={() => {
            close();
            router.refresh();
          }}
        />
      </Dialog>
      <ConfirmDialog
        open={question === "delete"}
        onOpenChange={close}
        title={`Delete the schedule ${schedule.name}?`}
        confirmLabel="Delete the schedule"
        danger
        onConfirm={async () => {
          await deleteSchedule(schedule.id);
          router.refresh();
        }}
      >
        Deployments that it has made go on.
      </ConfirmDialog>
    </span>
  );
}

"use client";

import { useRouter } from "next/navigation";
import { type ScheduleChoices, ScheduleForm } from "#components/queue/schedule-form.tsx";
import { CreateDialog } from "#components/ui/create-dialog.tsx";

export function CreateSchedule(choices: ScheduleChoices) {
  const router = useRouter();
  return (
    <CreateDialog title="Make a schedule" description="A channel's newest version is deployed again and again.">
      {(close) => (
        <ScheduleForm
          {...choices}
          onDone={() => {
            close();
            router.refresh();
          }}
        />
      )}
    </CreateDialog>
  );
}

"use client";

import { useRouter } from "next/navigation";
import { TriggerForm, type TriggerChoices } from "#components/ci/trigger-form.tsx";
import { CreateDialog } from "#components/ui/create-dialog.tsx";

export function CreateTrigger({ choices }: { choices: TriggerChoices }) {
  const router = useRouter();
  return (
    <CreateDialog title="Make a CI trigger" description="What runs of a CI system start and stop.">
      {(close) => (
        <TriggerForm
          choices={choices}
          onDone={() => {
            close();
            router.refresh();
          }}
        />
      )}
    </CreateDialog>
  );
}

"use client";

import { useRouter } from "next/navigation";
import { EnvironmentForm } from "#components/environments/environment-form.tsx";
import { CreateDialog } from "#components/ui/create-dialog.tsx";

export function CreateEnvironment({ fleets }: { fleets: readonly string[] }) {
  const router = useRouter();
  return (
    <CreateDialog
      title="Make an environment"
      description="Where versions run: a selection of devices with rules of its own."
    >
      {(close) => (
        <EnvironmentForm
          fleets={fleets}
          onDone={() => {
            close();
            router.refresh();
          }}
        />
      )}
    </CreateDialog>
  );
}

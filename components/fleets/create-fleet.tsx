"use client";

import { useRouter } from "next/navigation";
import { FleetForm } from "#components/fleets/fleet-form.tsx";
import { CreateDialog } from "#components/ui/create-dialog.tsx";

export function CreateFleet() {
  const router = useRouter();
  return (
    <CreateDialog title="Make a fleet" description="A named group of devices that are updated together.">
      {(close) => (
        <FleetForm
          onDone={(fleet) => {
            close();
            router.push(`/fleets/${fleet.id}`);
          }}
        />
      )}
    </CreateDialog>
  );
}

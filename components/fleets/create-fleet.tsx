"use client";

import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { FleetForm } from "#components/fleets/fleet-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";

export function CreateFleet() {
  const router = useRouter();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setIsOpen}
      title="Make a fleet"
      description="A named group of devices that are updated together."
      trigger={
        <Button variant="primary">
          <Plus aria-hidden />
          Make a fleet
        </Button>
      }
    >
      <FleetForm
        onDone={(fleet) => {
          setIsOpen(false);
          router.push(`/fleets/${fleet.id}`);
        }}
      />
    </Dialog>
  );
}

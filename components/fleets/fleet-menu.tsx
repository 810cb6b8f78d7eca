"use client";

import { EllipsisVertical, Pencil, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "#components/api.ts";
import { FleetForm } from "#components/fleets/fleet-form.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { countOf } from "#components/ui/format.ts";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu, MenuItem, MenuSeparator } from "#components/ui/menu.tsx";
import type { FleetView } from "#lib/devices/view.ts";

export function FleetMenu({ fleet }: { fleet: FleetView }) {
  const router = useRouter();
  const [question, setQuestion] = useState<"edit" | "delete" | null>(null);
  const close = () => setQuestion(null);

  async function remove() {
    await api(`/api/v1/fleets/${fleet.id}`, { method: "DELETE" });
    router.push("/fleets");
    router.refresh();
  }

  return (
    <>
      <Menu trigger={<IconButton icon={EllipsisVertical} label="More" variant="secondary" />} label="Fleet">
        <MenuItem icon={Pencil} onSelect={() => setQuestion("edit")}>
          Edit…
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={Trash2} danger onSelect={() => setQuestion("delete")}>
          Delete…
        </MenuItem>
      </Menu>
      <Dialog open={question === "edit"} onOpenChange={close} title={`Edit ${fleet.name}`}>
        <FleetForm
          fleet={fleet}
          onDone={() => {
            close();
            router.refresh();
          }}
        />
      </Dialog>
      <ConfirmDialog
        open={question === "delete"}
        onOpenChange={close}
        title={`Delete the fleet ${fleet.name}?`}
        confirmLabel="Delete the fleet"
        danger
        onConfirm={remove}
      >
        {fleet.deviceCount > 0
          ? `${countOf(fleet.deviceCount, "device")} still belong to it. Move or retire them first.`
          : "No device belongs to it. Its enrollment tokens end."}
      </ConfirmDialog>
    </>
  );
}

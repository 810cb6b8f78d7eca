"use client";

import { Archive, EllipsisVertical, KeyRound, Pencil, ScrollText } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "#components/api.ts";
import { DeviceToken } from "#components/devices/device-token.tsx";
import { EditDevice } from "#components/devices/edit-device.tsx";
import { useMay } from "#components/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { DialogDone } from "#components/ui/dialog-done.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu, MenuItem, MenuSeparator } from "#components/ui/menu.tsx";
import { Secret } from "#components/ui/secret.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { DeviceView, NewDeviceView } from "#lib/devices/view.ts";

type Question = "edit" | "rotate" | "retire" | null;

/** What can be done with a device. */
export function DeviceMenu({ device, fleets }: { device: DeviceView; fleets: readonly string[] }) {
  const router = useRouter();
  const mayWrite = useMay("devices:write") && !device.retiredAt;
  const [question, setQuestion] = useState<Question>(null);
  const [rotated, setRotated] = useState<NewDeviceView | null>(null);
  const [targetToken, setTargetToken] = useState<string | null>(null);
  const isHawkbit = device.controllerId !== null;
  const path = `/api/v1/devices/${device.id}`;
  const close = () => setQuestion(null);

  async function rotate() {
    if (isHawkbit) {
      const { targetToken } = await api<{ targetToken: string }>(`${path}/rotate-target-token`, { method: "POST" });
      setTargetToken(targetToken);
    } else {
      setRotated(await api<NewDeviceView>(`${path}/rotate-token`, { method: "POST" }));
    }
  }

  async function retire(reason: string | undefined) {
    await api(`${path}/retire`, { method: "POST", body: { reason } });
    toast({ kind: "good", title: `${device.name} is retired` });
    router.refresh();
  }

  return (
    <>
      {mayWrite && (
        <Button onClick={() => setQuestion("edit")}>
          <Pencil aria-hidden />
          Edit
        </Button>
      )}
      <Menu trigger={<IconButton icon={EllipsisVertical} label="More" variant="secondary" />} label="Device">
        <MenuItem asChild>
          <Link href={`/events?subject=${device.id}`}>
            <ScrollText aria-hidden className="text-muted" />
            Events of this device
          </Link>
        </MenuItem>
        {mayWrite && (
          <>
            <MenuItem icon={KeyRound} onSelect={() => setQuestion("rotate")}>
              {isHawkbit ? "New target token…" : "New token…"}
            </MenuItem>
            <MenuSeparator />
            <MenuItem icon={Archive} danger onSelect={() => setQuestion("retire")}>
              Retire…
            </MenuItem>
          </>
        )}
      </Menu>
      <EditDevice device={device} fleets={fleets} open={question === "edit"} onOpenChange={close} />
      <ConfirmDialog
        open={question === "rotate"}
        onOpenChange={close}
        title={`Give ${device.name} a new token?`}
        confirmLabel="Make a new token"
        danger
        onConfirm={rotate}
      >
        {isHawkbit
          ? "The present target token of this 1 device ends at once: the device is shut out until the new one stands in its configuration. A gateway token of its tenant still lets it in."
          : "The present token of this 1 device ends at once: it cannot poll or report until it has the new one."}
      </ConfirmDialog>
      <ConfirmDialog
        open={question === "retire"}
        onOpenChange={close}
        title={`Retire ${device.name}?`}
        confirmLabel="Retire 1 device"
        danger
        askReason
        onConfirm={retire}
      >
        Its token ends, running rollouts no longer wait for it, and it leaves the lists. Its history stays. This cannot
        be taken back; the device can be registered anew.
      </ConfirmDialog>
      <Dialog
        open={targetToken !== null}
        onOpenChange={() => setTargetToken(null)}
        title={`New target token of ${device.name}`}
      >
        {targetToken && (
          <div className="space-y-4">
            <Secret
              secret={targetToken}
              label="Target token"
              note="Put it into the device's configuration. Who may change devices can see it again on this page."
            />
            <DialogDone />
          </div>
        )}
      </Dialog>
      <Dialog open={rotated !== null} onOpenChange={() => setRotated(null)} title={`New token of ${device.name}`}>
        {rotated && (
          <div className="space-y-4">
            <DeviceToken device={rotated} />
            <DialogDone />
          </div>
        )}
      </Dialog>
    </>
  );
}

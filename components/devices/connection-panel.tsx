"use client";

import { Eye, Settings2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { api } from "#components/api.ts";
import { ConnectionForm } from "#components/devices/connection-form.tsx";
import { useMay } from "#components/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { formatDuration } from "#components/ui/format.ts";
import { Panel } from "#components/ui/panel.tsx";
import { Secret } from "#components/ui/secret.tsx";
import { useSubmit } from "#components/ui/use-submit.ts";
import type { DeviceView } from "#lib/devices/view.ts";

/** How a device and the server speak with each other. `usualPollSeconds` is what holds where nothing else is set. */
export function ConnectionPanel({ device, usualPollSeconds }: { device: DeviceView; usualPollSeconds: number }) {
  const mayWrite = useMay("devices:write") && device.retiredAt === null;
  const [isOpen, setIsOpen] = useState(false);
  const isHawkbit = device.controllerId !== null;
  return (
    <Panel
      title="Connection"
      actions={
        mayWrite && (
          <Button size="sm" variant="ghost" onClick={() => setIsOpen(true)}>
            <Settings2 aria-hidden />
            Change
          </Button>
        )
      }
    >
      <dl className="divide-y divide-line">
        <Row name="Protocol">{isHawkbit ? "hawkBit" : "Slipway"}</Row>
        {isHawkbit && (
          <>
            <Row name="Controller id">
              <code className="font-mono text-xs break-all">{device.controllerId}</code>
            </Row>
            <Row name="Tenant">{device.tenant}</Row>
          </>
        )}
        <Row name="Polls every">
          {formatDuration(device.pollSeconds ?? usualPollSeconds)}
          {device.pollSeconds === null && <span className="text-faint"> (usual)</span>}
        </Row>
        {isHawkbit && <Row name="Understands skip">{skipWords(device.understandsSkip)}</Row>}
      </dl>
      {mayWrite && device.hasTargetToken && <TargetToken device={device} />}
      <Dialog open={isOpen} onOpenChange={setIsOpen} title={`Connection of ${device.name}`}>
        <ConnectionForm device={device} usualPollSeconds={usualPollSeconds} onDone={() => setIsOpen(false)} />
      </Dialog>
    </Panel>
  );
}

function skipWords(understandsSkip: boolean | null): string {
  if (understandsSkip === null) return "by the client's name";
  return understandsSkip ? "yes" : "no";
}

/** The token is fetched when somebody wants to see it, because that stands in the log. */
function TargetToken({ device }: { device: DeviceView }) {
  const [token, setToken] = useState<string | null>(null);
  const { submit, isBusy, error } = useSubmit(async () => {
    const shown = await api<{ targetToken: string }>(`/api/v1/devices/${device.id}/target-token`);
    setToken(shown.targetToken);
  });
  return (
    <div className="space-y-2 border-t border-line p-3">
      {token ? (
        <Secret
          secret={token}
          label="Target token"
          note="Who has it speaks for this device. That you saw it stands in the event log."
        />
      ) : (
        <Button size="sm" busy={isBusy} onClick={() => void submit()}>
          <Eye aria-hidden />
          Show target token
        </Button>
      )}
      <FormError error={error} title="The token cannot be shown" />
    </div>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-4 px-3 py-1.5">
      <dt className="shrink-0 text-muted">{name}</dt>
      <dd className="min-w-0 text-right">{children}</dd>
    </div>
  );
}

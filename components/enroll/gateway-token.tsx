"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "#components/api.ts";
import { suggestTenant } from "#components/enroll/commands.ts";
import { useMay } from "#components/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Secret } from "#components/ui/secret.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import type { FleetView } from "#lib/devices/view.ts";

type GatewayTokenProps = { fleet: FleetView; token: string | null; onMade: (token: string) => void };

/** Makes the token of a fleet's tenant; a fleet without one gets it here. */
export function GatewayToken({ fleet, token, onMade }: GatewayTokenProps) {
  const mayMake = useMay("tokens:write");
  const [isAsking, setIsAsking] = useState(false);

  if (token) {
    return (
      <Secret
        secret={token}
        label={`Gateway token of ${fleet.tenant ?? "the tenant"}`}
        note="Administrators find it again among the settings of hawkBit."
      />
    );
  }
  if (!fleet.tenant) return <TenantForm fleet={fleet} />;
  if (!mayMake) {
    return (
      <Notice kind="info" title="An administrator makes this token">
        It speaks for every device of the tenant {fleet.tenant}, so it needs the right to make tokens.
      </Notice>
    );
  }
  return (
    <>
      <Button variant="primary" onClick={() => setIsAsking(true)}>
        Make a gateway token for {fleet.tenant}
      </Button>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={() => setIsAsking(false)}
        title={`Make a new gateway token for ${fleet.tenant}?`}
        confirmLabel="Make the token"
        danger
        onConfirm={async () => {
          const made = await api<{ gatewayToken: string }>(`/api/v1/fleets/${fleet.id}/gateway-token`, {
            method: "POST",
          });
          onMade(made.gatewayToken);
        }}
      >
        The tenant has one gateway token. Where one is in use, it ends at once: devices that carry it are shut out until
        they have the new one. Target tokens stay as they are.
      </ConfirmDialog>
    </>
  );
}

function TenantForm({ fleet }: { fleet: FleetView }) {
  const router = useRouter();
  const mayChange = useMay("fleets:write");
  const [tenant, setTenant] = useState(() => suggestTenant(fleet.name));
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async () => {
    await api(`/api/v1/fleets/${fleet.id}`, { method: "PATCH", body: { tenant } });
    router.refresh();
  });
  if (!mayChange) {
    return (
      <Notice kind="info" title={`${fleet.name} has no hawkBit tenant`}>
        Somebody who may change fleets gives it one.
      </Notice>
    );
  }
  return (
    <form className="space-y-3" onSubmit={onSubmit}>
      <FormError error={error} placed={["tenant"]} title="The fleet was not changed" />
      <Field
        label={`Tenant of ${fleet.name}`}
        error={problemOf("tenant")}
        help="Devices name it in their address, and so find this fleet. Letters, digits, - and _."
      >
        <Input
          value={tenant}
          onChange={(event) => setTenant(event.target.value.toUpperCase())}
          required
          maxLength={40}
          className="max-w-sm font-mono"
        />
      </Field>
      <Button type="submit" variant="primary" busy={isBusy}>
        Give the fleet this tenant
      </Button>
    </form>
  );
}

"use client";

import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "#components/api.ts";
import { Button } from "#components/ui/button.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { expiryOptions, expiryTime } from "#components/ui/expiry.ts";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { Input } from "#components/ui/input.tsx";
import { useOrigin } from "#components/ui/origin.ts";
import { Secret } from "#components/ui/secret.tsx";
import { Select } from "#components/ui/select.tsx";
import { useSubmit } from "#components/ui/use-submit.ts";
import type { FleetView, NewEnrollmentTokenView } from "#lib/devices/view.ts";

/** Makes an enrollment token and shows it, this once, with the call that enrolls a device. */
export function CreateEnrollmentToken({ fleet }: { fleet: FleetView }) {
  const router = useRouter();
  const [isOpen, setIsOpen] = useState(false);
  const [made, setMade] = useState<NewEnrollmentTokenView | null>(null);

  function change(open: boolean) {
    setIsOpen(open);
    if (open) setMade(null);
    else if (made) router.refresh();
  }

  return (
    <Dialog
      open={isOpen}
      onOpenChange={change}
      title={made ? `Enroll devices into ${fleet.name}` : "Make an enrollment token"}
      trigger={
        <Button size="sm">
          <Plus aria-hidden />
          Make a token
        </Button>
      }
    >
      {made ? <Made token={made} /> : <TokenForm fleet={fleet} onDone={setMade} />}
    </Dialog>
  );
}

function TokenForm({ fleet, onDone }: { fleet: FleetView; onDone: (token: NewEnrollmentTokenView) => void }) {
  const [name, setName] = useState("");
  const [useLimit, setUseLimit] = useState("");
  const [expiry, setExpiry] = useState("90");
  const { submit, isBusy, error, problemOf } = useSubmit(async () => {
    const body = { name, expiresAt: expiryTime(expiry), useLimit: useLimit === "" ? undefined : Number(useLimit) };
    const path = `/api/v1/fleets/${fleet.id}/enrollment-tokens`;
    onDone(await api<NewEnrollmentTokenView>(path, { method: "POST", body }));
  });

  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <FormError error={error} placed={["name", "useLimit", "expiresAt"]} title="The token was not made" />
      <Field label="Name" error={problemOf("name")} help="Where it is used, so that you know what revoking it stops.">
        <Input
          value={name}
          onChange={(event) => setName(event.target.value)}
          required
          maxLength={200}
          placeholder="factory line 2"
        />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Ends" error={problemOf("expiresAt")}>
          <Select value={expiry} onChange={(event) => setExpiry(event.target.value)} options={expiryOptions} />
        </Field>
        <Field label="Devices at most" optional error={problemOf("useLimit")}>
          <Input
            type="number"
            min={1}
            max={1_000_000}
            value={useLimit}
            onChange={(event) => setUseLimit(event.target.value)}
            placeholder="no limit"
          />
        </Field>
      </div>
      <DialogActions submit="Make the token" busy={isBusy} />
    </form>
  );
}

function Made({ token }: { token: NewEnrollmentTokenView }) {
  const origin = useOrigin();
  const command = [
    `curl -X POST ${origin}/api/v1/devices/enroll \\`,
    `  -H "Authorization: Bearer ${token.token}" \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -d "{\\"name\\": \\"$(hostname)\\"}"`,
  ].join("\n");
  return (
    <div className="space-y-4">
      <Secret secret={token.token} label="Enrollment token" />
      <CodeBlock label="On the device: the answer holds its own token" code={command} wrap />
      <div className="flex justify-end">
        <DialogClose asChild>
          <Button variant="primary">Done</Button>
        </DialogClose>
      </div>
    </div>
  );
}

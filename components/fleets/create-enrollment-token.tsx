"use client";

import { Plus } from "lucide-react";
import { TokenForm } from "#components/fleets/token-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { useOrigin } from "#components/ui/origin.ts";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { DialogDone } from "#components/ui/dialog-done.tsx";
import { Secret } from "#components/ui/secret.tsx";
import { useShownOnce } from "#components/ui/use-shown-once.ts";
import type { FleetView, NewEnrollmentTokenView } from "#lib/devices/view.ts";

/** Makes an enrollment token and shows it, this once, with the call that enrolls a device. */
export function CreateEnrollmentToken({ fleet }: { fleet: FleetView }) {
  const { made, setMade, dialog } = useShownOnce<NewEnrollmentTokenView>();

  return (
    <Dialog
      {...dialog}
      title={made ? `Enroll devices into ${fleet.name}` : "Make an enrollment token"}
      trigger={
        <Button size="sm">
          <Plus aria-hidden />
          Make a token
        </Button>
      }
    >
      {made ? (
        <Made token={made} />
      ) : (
        <TokenForm
          fleet={fleet}
          onDone={setMade}
          renderActions={(isBusy) => <DialogActions submit="Make the token" busy={isBusy} />}
        />
      )}
    </Dialog>
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
      <DialogDone />
    </div>
  );
}

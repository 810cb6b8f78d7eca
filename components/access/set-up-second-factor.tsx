"use client";

import { useState } from "react";
import { CodeForm } from "#components/access/code-form.tsx";
import { PasswordInput } from "#components/access/password-input.tsx";
import { beginSecondFactor, confirmSecondFactor } from "#components/access/queries.ts";
import { RecoveryCodes } from "#components/access/recovery-codes.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { DialogActions } from "#components/ui/dialog-actions.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { useFormSubmit } from "#components/ui/use-form-submit.ts";
import { useShownOnce } from "#components/ui/use-shown-once.ts";
import type { NewSecondFactorView, RecoveryCodesView } from "#lib/access/view.ts";

/** Password, then the picture for the app and its first code, then the recovery codes. */
export function SetUpSecondFactor() {
  const { made, setMade, dialog } = useShownOnce<RecoveryCodesView>();
  const [begun, setBegun] = useState<NewSecondFactorView | null>(null);

  function onOpenChange(open: boolean) {
    if (open) setBegun(null);
    dialog.onOpenChange(open);
  }

  const title = made ? "The second factor is on" : begun ? "Scan this with your app" : "Set up a second factor";
  return (
    <Dialog
      open={dialog.open}
      onOpenChange={onOpenChange}
      title={title}
      trigger={<Button variant="primary">Set up</Button>}
    >
      {made && <RecoveryCodes codes={made.recoveryCodes} />}
      {!made && begun && <FirstCode begun={begun} onCode={async (code) => setMade(await confirmSecondFactor(code))} />}
      {!made && !begun && <PasswordForm onDone={setBegun} />}
    </Dialog>
  );
}

function PasswordForm({ onDone }: { onDone: (begun: NewSecondFactorView) => void }) {
  const { onSubmit, isBusy, error, problemOf } = useFormSubmit(async (form) => {
    const password = form.get("password");
    onDone(await beginSecondFactor(typeof password === "string" ? password : ""));
  });
  return (
    <form method="post" className="space-y-4" onSubmit={onSubmit}>
      <FormError error={error} placed={["password"]} title="The set-up did not begin" />
      <Field label="Present password" error={problemOf("password")}>
        <PasswordInput name="password" autoComplete="current-password" required />
      </Field>
      <DialogActions submit="Go on" busy={isBusy} />
    </form>
  );
}

type FirstCodeProps = { begun: NewSecondFactorView; onCode: (code: string) => Promise<unknown> };

function FirstCode({ begun, onCode }: FirstCodeProps) {
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-center gap-4">
        {/* Our own server drew it; as a picture no script of it could ever run. */}
        <div
          role="img"
          aria-label="QR code for your authenticator app"
          style={{ backgroundImage: `url("data:image/svg+xml,${encodeURIComponent(begun.picture)}")` }}
          className="size-40 rounded-md border border-line bg-white bg-contain"
        />
        <div className="min-w-0 flex-1 basis-48 space-y-1 text-muted">
          <p>Open an authenticator app, add an account and scan the picture. Or write this in by hand:</p>
          <p className="flex items-center gap-1">
            <code className="min-w-0 font-mono text-xs break-all text-ink select-all">{begun.secret}</code>
            <CopyButton text={begun.secret} label="Copy the secret" />
          </p>
        </div>
      </div>
      <CodeForm submit="Turn it on" onCode={onCode} />
    </div>
  );
}

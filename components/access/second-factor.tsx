"use client";

import { ShieldCheck, ShieldOff } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { CodeForm } from "#components/access/code-form.tsx";
import { removeSecondFactor, renewRecoveryCodes } from "#components/access/queries.ts";
import { RecoveryCodes } from "#components/access/recovery-codes.tsx";
import { SetUpSecondFactor } from "#components/access/set-up-second-factor.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { useShownOnce } from "#components/ui/use-shown-once.ts";
import type { RecoveryCodesView, SecondFactorView } from "#lib/access/view.ts";

const FEW = 3;

/** Whether a code is asked for besides the password, and what can be done about it. */
export function SecondFactor({ factor }: { factor: SecondFactorView }) {
  const isOn = factor.confirmedAt !== null;
  return (
    <Panel title="Second factor" bodyClassName="space-y-3 p-3">
      {!factor.hasPassword && (
        <p className="text-muted">You have no password here. Whoever you sign in with asks for a second factor.</p>
      )}
      {factor.hasPassword && (
        <>
          <p className="flex flex-wrap items-center gap-2">
            {isOn ? (
              <StateBadge tone="good" icon={ShieldCheck}>
                On
              </StateBadge>
            ) : (
              <StateBadge tone="idle" icon={ShieldOff}>
                Off
              </StateBadge>
            )}
            <span className="text-muted">
              {isOn
                ? `Signing in asks for a code of your app. ${factor.recoveryCodesLeft} recovery codes are left.`
                : "A code of an app on your phone, besides the password: a stolen password alone opens nothing."}
            </span>
          </p>
          {isOn && factor.recoveryCodesLeft <= FEW && (
            <Notice kind="warn" title="Few recovery codes are left">
              Make new ones, or a lost phone locks you out.
            </Notice>
          )}
          <div className="flex flex-wrap gap-2">
            {isOn ? (
              <>
                <RenewCodes />
                <Remove />
              </>
            ) : (
              <SetUpSecondFactor />
            )}
          </div>
        </>
      )}
    </Panel>
  );
}

function RenewCodes() {
  const { made, setMade, dialog } = useShownOnce<RecoveryCodesView>();
  return (
    <Dialog
      {...dialog}
      title={made ? "Your new recovery codes" : "Make new recovery codes"}
      description={made ? undefined : "The old ones end."}
      trigger={<Button>New recovery codes</Button>}
    >
      {made ? (
        <RecoveryCodes codes={made.recoveryCodes} />
      ) : (
        <CodeForm submit="Make new codes" onCode={async (code) => setMade(await renewRecoveryCodes(code))} />
      )}
    </Dialog>
  );
}

function Remove() {
  const router = useRouter();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setIsOpen}
      title="Remove the second factor"
      description="From then on the password alone lets you in."
      trigger={<Button variant="ghost">Remove</Button>}
    >
      <CodeForm
        submit="Remove it"
        danger
        onCode={async (code) => {
          await removeSecondFactor(code);
          setIsOpen(false);
          router.refresh();
        }}
      />
    </Dialog>
  );
}

"use client";

import { DialogDone } from "#components/ui/dialog-done.tsx";
import { useOrigin } from "#components/ui/origin.ts";
import { Secret } from "#components/ui/secret.tsx";
import type { UserView } from "#lib/access/view.ts";

/** The one-time link with which a person sets a password. */
export function SetUpLink({ invited }: { invited: UserView & { setUpToken: string } }) {
  const origin = useOrigin();
  return (
    <div className="space-y-4">
      <Secret
        secret={`${origin}/setup#${invited.setUpToken}`}
        label="One-time link"
        note={`Give it to ${invited.name} over a way that you trust. It works once, for 24 hours, and cannot be shown again.`}
      />
      <DialogDone />
    </div>
  );
}

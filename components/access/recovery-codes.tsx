"use client";

import { CodeBlock } from "#components/ui/code-block.tsx";
import { DialogDone } from "#components/ui/dialog-done.tsx";
import { Notice } from "#components/ui/notice.tsx";

/** Codes for the day on which the phone is lost, shown this once. */
export function RecoveryCodes({ codes }: { codes: readonly string[] }) {
  return (
    <div className="space-y-4">
      <Notice kind="warn" title="Keep these where you find them without your phone">
        Each lets you in once. They are not kept here and cannot be shown again.
      </Notice>
      <CodeBlock label="Recovery codes" code={codes.join("\n")} />
      <DialogDone />
    </div>
  );
}

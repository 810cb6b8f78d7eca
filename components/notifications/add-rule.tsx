"use client";

import { useRouter } from "next/navigation";
import type { Places } from "#components/notifications/rule-fields.ts";
import { RuleForm } from "#components/notifications/rule-form.tsx";
import { CreateDialog } from "#components/ui/create-dialog.tsx";
import type { ChannelView } from "#lib/notifications/view.ts";

export function AddRule({ channels, places }: { channels: readonly ChannelView[]; places: Places }) {
  const router = useRouter();
  return (
    <CreateDialog title="Add a rule" description="Who hears what, and when.">
      {(close) => (
        <RuleForm
          channels={channels}
          places={places}
          onDone={() => {
            close();
            router.refresh();
          }}
        />
      )}
    </CreateDialog>
  );
}

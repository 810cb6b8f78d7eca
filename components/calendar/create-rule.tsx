"use client";

import { useRouter } from "next/navigation";
import { RuleForm } from "#components/calendar/rule-form.tsx";
import { CreateDialog } from "#components/ui/create-dialog.tsx";
import type { PlaceReference } from "#lib/calendar/view.ts";

type CreateRuleProps = {
  environments: readonly PlaceReference[];
  products: readonly PlaceReference[];
};

export function CreateRule(props: CreateRuleProps) {
  const router = useRouter();
  return (
    <CreateDialog title="Add a window or freeze" description="When deployments may start, and when they may not.">
      {(close) => (
        <RuleForm
          {...props}
          onDone={() => {
            close();
            router.refresh();
          }}
        />
      )}
    </CreateDialog>
  );
}

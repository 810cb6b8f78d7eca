"use client";

import { EllipsisVertical, Pencil, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { deleteRule } from "#components/calendar/queries.ts";
import { RuleForm } from "#components/calendar/rule-form.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu, MenuItem, MenuSeparator } from "#components/ui/menu.tsx";
import type { CalendarRuleView, PlaceReference } from "#lib/calendar/view.ts";

type RuleMenuProps = {
  rule: CalendarRuleView;
  environments: readonly PlaceReference[];
  products: readonly PlaceReference[];
};

export function RuleMenu({ rule, environments, products }: RuleMenuProps) {
  const router = useRouter();
  const [question, setQuestion] = useState<"edit" | "delete" | null>(null);
  const close = () => setQuestion(null);
  return (
    <>
      <Menu label={rule.name} trigger={<IconButton icon={EllipsisVertical} label={`What to do with ${rule.name}`} />}>
        <MenuItem icon={Pencil} onSelect={() => setQuestion("edit")}>
          Edit…
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={Trash2} danger onSelect={() => setQuestion("delete")}>
          Delete…
        </MenuItem>
      </Menu>
      <Dialog open={question === "edit"} onOpenChange={close} title={`Edit ${rule.name}`}>
        <RuleForm
          rule={rule}
          environments={environments}
          products={products}
          onDone={() => {
            close();
            router.refresh();
          }}
        />
      </Dialog>
      <ConfirmDialog
        open={question === "delete"}
        onOpenChange={close}
        title={`Delete the ${rule.kind} ${rule.name}?`}
        confirmLabel={`Delete the ${rule.kind}`}
        danger
        onConfirm={async () => {
          await deleteRule(rule.id);
          router.refresh();
        }}
      >
        {rule.kind === "freeze"
          ? "What waits for its end may start at once."
          : "Where no other window is left, deployments may start at any time."}
      </ConfirmDialog>
    </>
  );
}

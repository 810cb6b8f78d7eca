"use client";

import { Archive, EllipsisVertical, Pencil } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { EnvironmentForm } from "#components/environments/environment-form.tsx";
import { archiveEnvironment } from "#components/environments/queries.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu, MenuItem, MenuSeparator } from "#components/ui/menu.tsx";
import type { EnvironmentView } from "#lib/environments/view.ts";

export function EnvironmentMenu({ environment, fleets }: { environment: EnvironmentView; fleets: readonly string[] }) {
  const router = useRouter();
  const [question, setQuestion] = useState<"edit" | "archive" | null>(null);
  const close = () => setQuestion(null);

  async function archive() {
    await archiveEnvironment(environment.id);
    router.push("/environments");
    router.refresh();
  }

  return (
    <>
      <Menu trigger={<IconButton icon={EllipsisVertical} label="More" variant="secondary" />} label="Environment">
        <MenuItem icon={Pencil} onSelect={() => setQuestion("edit")}>
          Edit…
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={Archive} danger onSelect={() => setQuestion("archive")}>
          Archive…
        </MenuItem>
      </Menu>
      <Dialog open={question === "edit"} onOpenChange={close} title={`Edit ${environment.name}`} wide>
        <EnvironmentForm
          environment={environment}
          fleets={fleets}
          onDone={({ slug }) => {
            close();
            if (slug === environment.slug) router.refresh();
            else router.replace(`/environments/${slug}`);
          }}
        />
      </Dialog>
      <ConfirmDialog
        open={question === "archive"}
        onOpenChange={close}
        title={`Archive ${environment.name}?`}
        confirmLabel="Archive the environment"
        danger
        onConfirm={archive}
      >
        Nothing can be deployed to it any more. Its devices stay as they are, and what was deployed to it can still be
        read.
      </ConfirmDialog>
    </>
  );
}

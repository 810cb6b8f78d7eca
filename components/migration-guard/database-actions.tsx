"use client";

import { EllipsisVertical, Pencil, RefreshCw, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { DatabaseForm } from "#components/migration-guard/database-form.tsx";
import { deleteDatabase, testDatabase } from "#components/migration-guard/queries.ts";
import { useMay } from "#components/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { sentenceOf } from "#components/ui/error-state.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu, MenuItem } from "#components/ui/menu.tsx";
import { toast } from "#components/ui/toast.tsx";
import { useSubmit } from "#components/ui/use-submit.ts";
import type { DatabaseView } from "#lib/migration-guard/view.ts";

/** Reading it again, changing it, and forgetting it. */
export function DatabaseActions({ database }: { database: DatabaseView }) {
  const router = useRouter();
  const mayWrite = useMay("products:write");
  const mayTest = useMay("rollbacks:write");
  const [question, setQuestion] = useState<"edit" | "delete" | null>(null);
  const close = () => setQuestion(null);
  const { submit, isBusy } = useSubmit(async () => {
    try {
      const { lastError } = await testDatabase(database.id);
      toast(lastError === null ? { kind: "good", title: "It was read" } : { kind: "bad", title: lastError });
    } catch (error) {
      toast({ kind: "bad", title: "It was not read", detail: sentenceOf(error) });
    }
    router.refresh();
  });

  async function forget() {
    await deleteDatabase(database.id);
    router.push(`/products/${database.product.slug}/databases`);
  }

  return (
    <>
      {mayTest && (
        <Button size="sm" busy={isBusy} onClick={() => void submit()}>
          <RefreshCw aria-hidden />
          Read again
        </Button>
      )}
      {mayWrite && (
        <Menu
          label="Database"
          trigger={<IconButton icon={EllipsisVertical} label={`More for ${database.name}`} size="sm" />}
        >
          <MenuItem icon={Pencil} onSelect={() => setQuestion("edit")}>
            Change
          </MenuItem>
          <MenuItem icon={Trash2} danger onSelect={() => setQuestion("delete")}>
            Forget
          </MenuItem>
        </Menu>
      )}
      <Dialog open={question === "edit"} onOpenChange={close} title={`Change ${database.name}`}>
        <DatabaseForm
          productId={database.product.id}
          database={database}
          onDone={() => {
            close();
            router.refresh();
          }}
        />
      </Dialog>
      <ConfirmDialog
        open={question === "delete"}
        onOpenChange={close}
        title={`Forget ${database.name}?`}
        confirmLabel="Forget the database"
        danger
        onConfirm={forget}
      >
        How to reach it and what was asked about it are deleted here; rollbacks are not held back by it any more. The
        database itself is not touched.
      </ConfirmDialog>
    </>
  );
}

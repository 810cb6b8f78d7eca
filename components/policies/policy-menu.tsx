"use client";

import { Copy, EllipsisVertical, Rocket, ScrollText, Trash2 } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { deletePolicy } from "#components/policies/queries.ts";
import { useMay } from "#components/session.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu, MenuItem, MenuSeparator } from "#components/ui/menu.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { PolicyView } from "#lib/intake/view-policies.ts";

export function PolicyMenu({ policy }: { policy: PolicyView }) {
  const router = useRouter();
  const mayWrite = useMay("policies:write");
  const [isAsking, setIsAsking] = useState(false);

  async function remove() {
    await deletePolicy(policy.id);
    toast({ kind: "good", title: `${policy.name} is deleted` });
    router.push("/policies");
    router.refresh();
  }

  return (
    <>
      <Menu trigger={<IconButton icon={EllipsisVertical} label="More" variant="secondary" />} label="Policy">
        <MenuItem asChild>
          <Link href={`/rollouts?policy=${policy.id}`}>
            <Rocket aria-hidden className="text-muted" />
            Its rollouts
          </Link>
        </MenuItem>
        <MenuItem asChild>
          <Link href={`/events?subject=${policy.id}`}>
            <ScrollText aria-hidden className="text-muted" />
            Its events
          </Link>
        </MenuItem>
        {mayWrite && (
          <>
            <MenuItem asChild>
              <Link href={`/policies/new?like=${policy.id}`}>
                <Copy aria-hidden className="text-muted" />
                Make another like it
              </Link>
            </MenuItem>
            <MenuSeparator />
            <MenuItem icon={Trash2} danger onSelect={() => setIsAsking(true)}>
              Delete…
            </MenuItem>
          </>
        )}
      </Menu>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setIsAsking}
        title={`Delete the policy ${policy.name}?`}
        confirmLabel="Delete the policy"
        danger
        onConfirm={remove}
      >
        It decides about no further push. Its rollouts go on under the rules they were made with, and stay in the
        history.
      </ConfirmDialog>
    </>
  );
}

"use client";

import { Link2, Unlink } from "lucide-react";
import { useRouter } from "next/navigation";
import { unlinkIdentity } from "#components/access/queries.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { IdentityView } from "#lib/access/view.ts";

/** The accounts elsewhere with which the person signs in. */
export function IdentityList({ identities, names }: IdentityListProps) {
  const router = useRouter();
  return (
    <Panel title="Accounts elsewhere" bodyClassName="p-3">
      {identities.length === 0 && (
        <p className="text-muted">
          None yet. Signing in with {Object.values(names).join(" or ")} and the same verified address links it.
        </p>
      )}
      <ul className="space-y-2">
        {identities.map(({ id, provider, groups, lastUsedAt }) => (
          <li key={id} className="flex items-center gap-2">
            <Link2 aria-hidden className="size-4 text-faint" />
            <span className="min-w-0 flex-1">
              <span className="font-medium">{names[provider] ?? provider}</span>{" "}
              <span className="text-muted">
                last used <RelativeTime at={lastUsedAt} />
              </span>
              {groups.length > 0 && <span className="block truncate text-xs text-faint">{groups.join(", ")}</span>}
            </span>
            <ConfirmDialog
              trigger={<IconButton icon={Unlink} label={`Forget ${names[provider] ?? provider}`} size="sm" />}
              title={`Forget ${names[provider] ?? provider}?`}
              confirmLabel="Forget it"
              danger
              onConfirm={async () => {
                await unlinkIdentity(id);
                router.refresh();
              }}
            >
              Signing in there with your verified address links it again.
            </ConfirmDialog>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** `names`: of the providers that are set up, by their ids. */
type IdentityListProps = { identities: readonly IdentityView[]; names: Readonly<Record<string, string>> };

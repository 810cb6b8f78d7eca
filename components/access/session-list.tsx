"use client";

import { LogOut, MonitorSmartphone } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { revokeOtherSessions, revokeSession } from "#components/access/queries.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { SessionView } from "#lib/access/view.ts";

const PROVIDERS: Record<string, string> = { password: "password", github: "GitHub", oidc: "single sign-on" };

/** In which browsers the person is signed in, each of which can be ended. */
export function SessionList({ sessions }: { sessions: readonly SessionView[] }) {
  const router = useRouter();
  const [ending, setEnding] = useState<SessionView | null>(null);

  async function end() {
    if (ending) await revokeSession(ending.id);
    router.refresh();
  }

  return (
    <Panel title="Sessions" count={sessions.length} actions={sessions.length > 1 && <EndOthers />}>
      <DataTable
        label="Sessions"
        columns={columnsWith(setEnding)}
        rows={sessions}
        rowKey={({ id }) => id}
        empty={
          <EmptyState icon={MonitorSmartphone} title="No sessions">
            Programs act with tokens.
          </EmptyState>
        }
      />
      <ConfirmDialog
        open={ending !== null}
        onOpenChange={() => setEnding(null)}
        title={`End the session in ${ending?.browser ?? ""}?`}
        confirmLabel="End the session"
        danger
        onConfirm={end}
      >
        That browser is signed out at once. If you do not know it, change your password too.
      </ConfirmDialog>
    </Panel>
  );
}

function EndOthers() {
  const router = useRouter();
  return (
    <ConfirmDialog
      trigger={<Button size="sm">End all others</Button>}
      title="End all other sessions?"
      confirmLabel="End them"
      danger
      onConfirm={async () => {
        await revokeOtherSessions();
        router.refresh();
      }}
    >
      Every other browser is signed out at once; this one stays signed in.
    </ConfirmDialog>
  );
}

function columnsWith(ask: (session: SessionView) => void): Column<SessionView>[] {
  return [
    {
      id: "browser",
      header: "Browser",
      cell: (session) => (
        <span className="flex min-w-0 flex-wrap items-center gap-x-2">
          <span className="font-medium">{session.browser}</span>
          {session.isCurrent && <Badge>this one</Badge>}
        </span>
      ),
    },
    {
      id: "address",
      header: "From",
      hideBelow: "sm",
      cell: ({ address }) => <span className="font-mono text-xs text-muted">{address ?? "unknown"}</span>,
    },
    {
      id: "provider",
      header: "With",
      hideBelow: "md",
      cell: ({ provider }) => PROVIDERS[provider] ?? provider,
    },
    {
      id: "begun",
      header: "Signed in",
      align: "right",
      hideBelow: "md",
      cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
    },
    { id: "seen", header: "Last seen", align: "right", cell: ({ lastSeenAt }) => <RelativeTime at={lastSeenAt} /> },
    {
      id: "do",
      header: <span className="sr-only">Actions</span>,
      align: "right",
      className: "w-12",
      cell: (session) =>
        !session.isCurrent && (
          <IconButton
            icon={LogOut}
            label={`End the session in ${session.browser}`}
            size="sm"
            onClick={() => ask(session)}
          />
        ),
    },
  ];
}

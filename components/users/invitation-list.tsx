"use client";

import { Ban, CircleCheck, CircleDashed, Clock, Mail } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { revokeInvitation } from "#components/access/queries.ts";
import { useMay } from "#components/session.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { InvitationView } from "#lib/access/view.ts";

export function InvitationList({ invitations }: { invitations: readonly InvitationView[] }) {
  const router = useRouter();
  const mayWrite = useMay("users:write");
  const [revoking, setRevoking] = useState<InvitationView | null>(null);
  return (
    <>
      <DataTable
        label="Invitations"
        columns={mayWrite ? [...columns, revokeColumn(setRevoking)] : columns}
        rows={invitations}
        rowKey={({ id }) => id}
        empty={
          <EmptyState icon={Mail} title="Nobody is invited">
            An invitation lets somebody make an account with the role and the teams that it names.
          </EmptyState>
        }
      />
      <ConfirmDialog
        open={revoking !== null}
        onOpenChange={() => setRevoking(null)}
        title={`Revoke the invitation of ${revoking?.email ?? ""}?`}
        confirmLabel="Revoke it"
        danger
        onConfirm={async () => {
          if (revoking) await revokeInvitation(revoking.id);
          router.refresh();
        }}
      >
        The link opens nothing from then on.
      </ConfirmDialog>
    </>
  );
}

const columns: Column<InvitationView>[] = [
  { id: "email", header: "For", cell: ({ email }) => <span className="font-medium break-all">{email}</span> },
  { id: "role", header: "Role", hideBelow: "sm", cell: ({ role }) => role },
  { id: "state", header: "State", cell: ({ status }) => <InvitationState status={status} /> },
  {
    id: "by",
    header: "By",
    hideBelow: "md",
    className: "text-muted",
    cell: ({ createdBy }) => createdBy.name ?? createdBy.kind,
  },
  {
    id: "ends",
    header: "Ends",
    align: "right",
    hideBelow: "sm",
    cell: ({ expiresAt }) => <RelativeTime at={expiresAt} />,
  },
];

const STATES = {
  open: { tone: "wait", icon: CircleDashed, label: "Open" },
  accepted: { tone: "good", icon: CircleCheck, label: "Accepted" },
  revoked: { tone: "idle", icon: Ban, label: "Revoked" },
  expired: { tone: "idle", icon: Clock, label: "Expired" },
} as const;

function InvitationState({ status }: { status: InvitationView["status"] }) {
  const { tone, icon, label } = STATES[status];
  return (
    <StateBadge tone={tone} icon={icon}>
      {label}
    </StateBadge>
  );
}

function revokeColumn(ask: (invitation: InvitationView) => void): Column<InvitationView> {
  return {
    id: "do",
    header: <span className="sr-only">Actions</span>,
    align: "right",
    className: "w-12",
    cell: (invitation) =>
      invitation.status === "open" && (
        <IconButton
          icon={Ban}
          label={`Revoke the invitation of ${invitation.email}`}
          size="sm"
          onClick={() => ask(invitation)}
        />
      ),
  };
}

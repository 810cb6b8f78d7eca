"use client";

import { Ban } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "#components/api.ts";
import { Badge } from "#components/ui/badge.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { IconButton } from "#components/ui/icon-button.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { EnrollmentTokenView } from "#lib/devices/view.ts";

/** The tokens with which devices register themselves into a fleet. */
export function EnrollmentTokens({ tokens }: { tokens: readonly EnrollmentTokenView[] }) {
  const router = useRouter();
  const [revoking, setRevoking] = useState<EnrollmentTokenView | null>(null);

  async function revoke() {
    if (revoking) await api(`/api/v1/enrollment-tokens/${revoking.id}`, { method: "DELETE" });
    router.refresh();
  }

  return (
    <>
      <DataTable
        label="Enrollment tokens"
        columns={columnsWith(setRevoking)}
        rows={tokens}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title="No enrollment tokens" className="py-6">
            With one, devices register themselves: burn it into an image, or hand it to the factory.
          </EmptyState>
        }
      />
      <ConfirmDialog
        open={revoking !== null}
        onOpenChange={() => setRevoking(null)}
        title={`Revoke ${revoking?.name ?? "the token"}?`}
        confirmLabel="Revoke the token"
        danger
        onConfirm={revoke}
      >
        No device can enroll with it any more. The devices that did keep their own tokens and stay.
      </ConfirmDialog>
    </>
  );
}

function columnsWith(ask: (token: EnrollmentTokenView) => void): Column<EnrollmentTokenView>[] {
  return [
    {
      id: "name",
      header: "Token",
      cell: (token) => (
        <span className={token.revokedAt ? "text-faint line-through" : "font-medium"}>{token.name}</span>
      ),
    },
    {
      id: "prefix",
      header: "Begins with",
      hideBelow: "lg",
      cell: (token) => <code className="font-mono text-xs text-muted">{token.prefix}…</code>,
    },
    {
      id: "uses",
      header: "Used",
      align: "right",
      cell: (token) => (
        <>
          {formatNumber(token.useCount)}
          {token.useLimit !== null && <span className="text-faint"> / {formatNumber(token.useLimit)}</span>}
        </>
      ),
    },
    {
      id: "ends",
      header: "Ends",
      align: "right",
      hideBelow: "sm",
      cell: (token) => (token.revokedAt ? <Badge>revoked</Badge> : <RelativeTime at={token.expiresAt} />),
    },
    {
      id: "do",
      header: <span className="sr-only">Actions</span>,
      align: "right",
      className: "w-10",
      cell: (token) =>
        !token.revokedAt && (
          <IconButton icon={Ban} label={`Revoke ${token.name}`} size="sm" onClick={() => ask(token)} />
        ),
    },
  ];
}

"use client";

import { Ban } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { api } from "#components/api.ts";
import { useMay } from "#components/session.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { useWordsOfNow } from "#components/ui/now.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { TokenView } from "#lib/access/view.ts";

const SCOPES_SHOWN_MAX = 4;

type TokenListProps = {
  tokens: readonly TokenView[];
  /** The service accounts that the reader may know of. */
  accounts: readonly { id: string; name: string }[];
  empty: ReactNode;
};

export function TokenList({ tokens, accounts, empty }: TokenListProps) {
  const router = useRouter();
  const mayWrite = useMay("tokens:write");
  const [revoking, setRevoking] = useState<TokenView | null>(null);
  const columns = columnsFor(accounts);

  async function revoke() {
    if (revoking) await api(`/api/v1/tokens/${revoking.id}`, { method: "DELETE" });
    router.refresh();
  }

  return (
    <>
      <DataTable
        label="API tokens"
        columns={mayWrite ? [...columns, revokeColumn(setRevoking)] : columns}
        rows={tokens}
        rowKey={({ id }) => id}
        empty={empty}
      />
      <ConfirmDialog
        open={revoking !== null}
        onOpenChange={() => setRevoking(null)}
        title={`Revoke ${revoking?.name ?? "the token"}?`}
        confirmLabel="Revoke the token"
        danger
        onConfirm={revoke}
      >
        Whatever uses it is refused from its next call on. This cannot be taken back.
      </ConfirmDialog>
    </>
  );
}

function columnsFor(accounts: TokenListProps["accounts"]): Column<TokenView>[] {
  return [nameColumn(accounts), ...restColumns];
}

function nameColumn(accounts: TokenListProps["accounts"]): Column<TokenView> {
  return {
    id: "name",
    header: "Token",
    cell: ({ name, revokedAt, serviceAccountId }) => {
      const account = accounts.find(({ id }) => id === serviceAccountId);
      return (
        <>
          <span className={revokedAt ? "text-faint line-through" : "font-medium"}>{name}</span>
          {account && <span className="block text-xs text-muted">of {account.name}</span>}
        </>
      );
    },
  };
}

const restColumns: Column<TokenView>[] = [
  {
    id: "prefix",
    header: "Begins with",
    hideBelow: "md",
    cell: (token) => <code className="font-mono text-xs text-muted">{token.prefix}…</code>,
  },
  { id: "scopes", header: "May do", hideBelow: "sm", cell: (token) => <May token={token} /> },
  {
    id: "used",
    header: "Last used",
    align: "right",
    cell: (token) => <RelativeTime at={token.lastUsedAt} />,
  },
  { id: "ends", header: "Ends", align: "right", hideBelow: "sm", cell: (token) => <Ending token={token} /> },
  {
    id: "createdAt",
    header: "Made",
    align: "right",
    hideBelow: "lg",
    cell: (token) => <RelativeTime at={token.createdAt} />,
  },
];

function May({ token: { scopes, productIds } }: { token: TokenView }) {
  return (
    <span className="flex flex-wrap items-center gap-1">
      <Scopes scopes={scopes} />
      {productIds.length > 0 && (
        <span className="text-xs text-faint">
          of {productIds.length} {productIds.length === 1 ? "product" : "products"}
        </span>
      )}
    </span>
  );
}

function Scopes({ scopes }: { scopes: readonly string[] }) {
  const more = scopes.length - SCOPES_SHOWN_MAX;
  return (
    <span className="flex flex-wrap gap-1" title={scopes.join(", ")}>
      {scopes.slice(0, SCOPES_SHOWN_MAX).map((scope) => (
        <Badge key={scope}>{scope}</Badge>
      ))}
      {more > 0 && <span className="text-xs text-faint">+{more}</span>}
    </span>
  );
}

function Ending({ token }: { token: TokenView }) {
  const expired = useWordsOfNow((now) => (token.expiresAt && Date.parse(token.expiresAt) <= now ? "expired" : ""));
  if (token.revokedAt) return <Badge>revoked</Badge>;
  if (expired) return <Badge>{expired}</Badge>;
  return <RelativeTime at={token.expiresAt} />;
}

function revokeColumn(ask: (token: TokenView) => void): Column<TokenView> {
  return {
    id: "do",
    header: <span className="sr-only">Actions</span>,
    align: "right",
    className: "w-12",
    cell: (token) =>
      !token.revokedAt && <IconButton icon={Ban} label={`Revoke ${token.name}`} size="sm" onClick={() => ask(token)} />,
  };
}

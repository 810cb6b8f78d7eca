"use client";

import {
  Ban,
  CircleCheck,
  CircleDashed,
  EllipsisVertical,
  KeyRound,
  LogOut,
  Pencil,
  RotateCcw,
  ShieldOff,
} from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "#components/api.ts";
import { endSessionsOf, removeSecondFactorOf } from "#components/access/queries.ts";
import { useMay, useMe } from "#components/session.tsx";
import { EditUser } from "#components/users/edit-user.tsx";
import { SetUpLink } from "#components/users/set-up-link.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { sentenceOf } from "#components/ui/error-state.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu, MenuItem, MenuSeparator } from "#components/ui/menu.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { UserView } from "#lib/access/view.ts";

type Invited = UserView & { setUpToken: string };
type Question = { kind: "edit" | "reset" | "disable" | "end" | "factor"; user: UserView } | null;

export function UserList({ users }: { users: readonly UserView[] }) {
  const router = useRouter();
  const me = useMe();
  const mayWrite = useMay("users:write");
  const [question, setQuestion] = useState<Question>(null);
  const [reset, setReset] = useState<Invited | null>(null);
  const close = () => setQuestion(null);

  async function makeLink() {
    if (question) setReset(await api<Invited>(`/api/v1/users/${question.user.id}/reset-password`, { method: "POST" }));
  }

  async function setDisabled(user: UserView, disabled: boolean) {
    await api(`/api/v1/users/${user.id}`, { method: "PATCH", body: { disabled } });
    router.refresh();
  }

  async function enable(user: UserView) {
    try {
      await setDisabled(user, false);
    } catch (error) {
      toast({ kind: "bad", title: `${user.name} was not changed`, detail: sentenceOf(error) });
    }
  }

  const columns = columnsWith({ meId: me.id, ask: mayWrite ? setQuestion : null, enable: (user) => void enable(user) });
  return (
    <>
      <DataTable label="Users" columns={columns} rows={users} rowKey={({ id }) => id} />
      <EditUser user={question?.kind === "edit" ? question.user : null} onClose={close} />
      <ConfirmDialog
        open={question?.kind === "reset"}
        onOpenChange={close}
        title={`Make a password link for ${question?.user.name ?? ""}?`}
        confirmLabel="Make the link"
        onConfirm={makeLink}
      >
        Whoever opens the link sets a new password and is signed in. The present one works until then. Earlier links
        end.
      </ConfirmDialog>
      <ConfirmDialog
        open={question?.kind === "disable"}
        onOpenChange={close}
        title={`Disable ${question?.user.name ?? ""}?`}
        confirmLabel="Disable the account"
        danger
        onConfirm={async () => question && setDisabled(question.user, true)}
      >
        All sessions end at once, and signing in is refused. API tokens that {question?.user.name} made go on working:
        revoke them where needed.
      </ConfirmDialog>
      <ConfirmDialog
        open={question?.kind === "end"}
        onOpenChange={close}
        title={`End every session of ${question?.user.name ?? ""}?`}
        confirmLabel="End the sessions"
        danger
        onConfirm={async () => question && endSessionsOf(question.user.id)}
      >
        Every browser is signed out at once. Signing in again stays possible: disable the account where it must not.
      </ConfirmDialog>
      <ConfirmDialog
        open={question?.kind === "factor"}
        onOpenChange={close}
        title={`Remove the second factor of ${question?.user.name ?? ""}?`}
        confirmLabel="Remove it"
        danger
        onConfirm={async () => question && removeSecondFactorOf(question.user.id)}
      >
        For somebody who lost phone and recovery codes: make sure that it is really them who asks. From then on the
        password alone lets them in.
      </ConfirmDialog>
      <Dialog
        open={reset !== null}
        onOpenChange={() => setReset(null)}
        title={`Password link for ${reset?.name ?? ""}`}
      >
        {reset && <SetUpLink invited={reset} />}
      </Dialog>
    </>
  );
}

type ColumnsInput = { meId: string; ask: ((question: Question) => void) | null; enable: (user: UserView) => void };

function columnsWith({ meId, ask, enable }: ColumnsInput): Column<UserView>[] {
  const columns: Column<UserView>[] = [
    {
      id: "name",
      header: "Person",
      cell: (user) => (
        <span className="flex min-w-0 flex-wrap items-baseline gap-x-2">
          <span className="font-medium">{user.name}</span>
          {user.id === meId && <span className="text-xs text-faint">you</span>}
          <span className="w-full truncate text-muted sm:hidden">{user.email}</span>
        </span>
      ),
    },
    { id: "email", header: "E-mail", hideBelow: "sm", className: "text-muted", cell: (user) => user.email },
    { id: "role", header: "Role", cell: (user) => <RoleOf user={user} /> },
    { id: "state", header: "State", hideBelow: "sm", cell: (user) => <UserState user={user} /> },
    {
      id: "seen",
      header: "Last signed in",
      align: "right",
      hideBelow: "md",
      cell: (user) => <RelativeTime at={user.lastSignInAt} />,
    },
  ];
  return ask ? [...columns, actionsColumn(ask, enable)] : columns;
}

function RoleOf({ user }: { user: UserView }) {
  return (
    <span className="flex flex-wrap items-center gap-1.5">
      {user.role}
      {user.isLimited && <Badge>teams only</Badge>}
    </span>
  );
}

function UserState({ user }: { user: UserView }) {
  if (user.disabled)
    return (
      <StateBadge tone="idle" icon={Ban}>
        Disabled
      </StateBadge>
    );
  if (!user.hasPassword && user.lastSignInAt === null)
    return (
      <StateBadge tone="wait" icon={CircleDashed}>
        Invited
      </StateBadge>
    );
  return (
    <StateBadge tone="good" icon={CircleCheck}>
      Active
    </StateBadge>
  );
}

function actionsColumn(ask: (question: Question) => void, enable: (user: UserView) => void): Column<UserView> {
  return {
    id: "do",
    header: <span className="sr-only">Actions</span>,
    align: "right",
    className: "w-12",
    cell: (user) => (
      <Menu
        label={user.name}
        trigger={<IconButton icon={EllipsisVertical} label={`Actions for ${user.name}`} size="sm" />}
      >
        <MenuItem icon={Pencil} onSelect={() => ask({ kind: "edit", user })}>
          Edit name and role…
        </MenuItem>
        <MenuItem icon={KeyRound} onSelect={() => ask({ kind: "reset", user })}>
          {user.hasPassword ? "Reset password…" : "New set-up link…"}
        </MenuItem>
        <MenuItem icon={LogOut} onSelect={() => ask({ kind: "end", user })}>
          End all sessions…
        </MenuItem>
        {user.hasPassword && (
          <MenuItem icon={ShieldOff} onSelect={() => ask({ kind: "factor", user })}>
            Remove second factor…
          </MenuItem>
        )}
        <MenuSeparator />
        {user.disabled ? (
          <MenuItem icon={RotateCcw} onSelect={() => enable(user)}>
            Enable
          </MenuItem>
        ) : (
          <MenuItem icon={Ban} danger onSelect={() => ask({ kind: "disable", user })}>
            Disable…
          </MenuItem>
        )}
      </Menu>
    ),
  };
}

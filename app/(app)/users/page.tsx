import type { Metadata } from "next";
import { LivePage } from "#components/live/live-page.tsx";
import { InviteUser } from "#components/users/invite-user.tsx";
import { UserList } from "#components/users/user-list.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { mayDo } from "#lib/access/rules/actor.ts";
import { listUsers } from "#lib/access/list-users.ts";
import type { EventType } from "#lib/events/types.ts";
import { loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";

export const metadata: Metadata = { title: "Users" };

const NEWS: readonly EventType[] = ["user_created", "user_updated"];

export default async function UsersPage({ searchParams }: PageRequest) {
  const ctx = await getPageContext();
  const paging = pickQuery(await searchParams, ["cursor"]);
  const users = await loadPage(() => listUsers(ctx, paging));

  return (
    <>
      <PageHeader
        title="Users"
        description="People who may sign in, and what they may do."
        actions={mayDo(ctx.actor, "users:write") && <InviteUser />}
      />
      <Panel>
        <UserList users={users.items} />
        <Pager nextCursor={users.nextCursor} shown={users.items.length} noun="people" />
      </Panel>
      <LivePage types={NEWS} />
    </>
  );
}

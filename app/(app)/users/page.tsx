import type { Metadata } from "next";
import { LivePage } from "#components/live/live-page.tsx";
import { InvitationList } from "#components/users/invitation-list.tsx";
import { InviteUser } from "#components/users/invite-user.tsx";
import { SendInvitation } from "#components/users/send-invitation.tsx";
import { UserList } from "#components/users/user-list.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { listInvitations } from "#lib/access/invitations/list.ts";
import { listUsers } from "#lib/access/list-users.ts";
import { mayDo } from "#lib/access/rules/actor.ts";
import { listTeams } from "#lib/access/teams/find.ts";
import type { EventType } from "#lib/events/types.ts";
import { loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";

export const metadata: Metadata = { title: "Users" };

const NEWS: readonly EventType[] = [
  "user_created",
  "user_updated",
  "user_invited",
  "invitation_accepted",
  "invitation_revoked",
];
const INVITATIONS_SHOWN = "20";
const TEAMS_MAX = "500";

export default async function UsersPage({ searchParams }: PageRequest) {
  const ctx = await getPageContext();
  const paging = pickQuery(await searchParams, ["cursor"]);
  const [users, invitations, teams] = await loadPage(() =>
    Promise.all([
      listUsers(ctx, paging),
      listInvitations(ctx, { limit: INVITATIONS_SHOWN }),
      listTeams(ctx, { limit: TEAMS_MAX }),
    ]),
  );
  const mayWrite = mayDo(ctx.actor, "users:write");

  return (
    <>
      <PageHeader
        title="Users"
        description="People who may sign in, and what they may do."
        actions={mayWrite && <InviteUser />}
      />
      <div className="space-y-4">
        <Panel>
          <UserList users={users.items} />
          <Pager nextCursor={users.nextCursor} shown={users.items.length} noun="people" />
        </Panel>
        <Panel
          title="Invitations"
          actions={mayWrite && <SendInvitation teams={teams.items.map(({ id, name }) => ({ id, name }))} />}
        >
          <InvitationList invitations={invitations.items} />
        </Panel>
      </div>
      <LivePage types={NEWS} />
    </>
  );
}

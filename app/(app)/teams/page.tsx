import { Users } from "lucide-react";
import type { Metadata } from "next";
import { LivePage } from "#components/live/live-page.tsx";
import { CreateTeam } from "#components/teams/create-team.tsx";
import { GroupMappings } from "#components/teams/group-mappings.tsx";
import { TeamCard } from "#components/teams/team-card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { listUsers } from "#lib/access/list-users.ts";
import { mayDo } from "#lib/access/rules/actor.ts";
import { listServiceAccounts } from "#lib/access/service-accounts/list.ts";
import { listTeams } from "#lib/access/teams/find.ts";
import { listGroupMappings } from "#lib/access/teams/mappings.ts";
import type { EventType } from "#lib/events/types.ts";
import { loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { listPlaces } from "#lib/http/places.ts";

export const metadata: Metadata = { title: "Teams" };

const NEWS: readonly EventType[] = [
  "team_saved",
  "team_deleted",
  "team_member_added",
  "team_member_removed",
  "group_mapping_saved",
  "group_mapping_deleted",
];
const ALL = { limit: "500" };

export default async function TeamsPage({ searchParams }: PageRequest) {
  const ctx = await getPageContext();
  const paging = pickQuery(await searchParams, ["cursor"]);
  const [teams, mappings, users, accounts, places] = await loadPage(() =>
    Promise.all([
      listTeams(ctx, paging),
      listGroupMappings(ctx),
      listUsers(ctx, ALL),
      listServiceAccounts(ctx, ALL),
      listPlaces(ctx),
    ]),
  );
  const mayWrite = mayDo(ctx.actor, "users:write");
  const people = [
    ...users.items.map(({ id, name, email }) => ({ id, name: `${name} (${email})` })),
    ...accounts.items.map(({ id, name }) => ({ id, name: `${name} (service account)` })),
  ];
  return (
    <>
      <PageHeader
        title="Teams"
        description="Whoever is limited to teams sees their products and environments alone."
        actions={mayWrite && <CreateTeam places={places} />}
      />
      <div className="space-y-4">
        {teams.items.length === 0 && (
          <Panel>
            <EmptyState icon={Users} title="No teams yet">
              Make one, give it products and environments, and limit people to it on the page of users.
            </EmptyState>
          </Panel>
        )}
        <div className="grid gap-4 lg:grid-cols-2">
          {teams.items.map((team) => (
            <TeamCard key={team.id} team={team} places={places} people={people} mayWrite={mayWrite} />
          ))}
        </div>
        <Pager nextCursor={teams.nextCursor} shown={teams.items.length} noun="teams" />
        <GroupMappings
          mappings={mappings.items}
          teams={teams.items.map(({ id, name }) => ({ id, name }))}
          mayWrite={mayWrite}
        />
      </div>
      <LivePage types={NEWS} />
    </>
  );
}

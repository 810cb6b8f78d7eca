import type { Metadata } from "next";
import { ChangePassword } from "#components/access/change-password.tsx";
import { IdentityList } from "#components/access/identity-list.tsx";
import { SecondFactor } from "#components/access/second-factor.tsx";
import { SessionList } from "#components/access/session-list.tsx";
import { roleChoices } from "#components/users/roles.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Fact, Facts, Panel } from "#components/ui/panel.tsx";
import { listMyIdentities } from "#lib/access/identities/list.ts";
import { showSecondFactor } from "#lib/access/second-factor/show.ts";
import { listMySessions } from "#lib/access/sessions/list.ts";
import { listProviders } from "#lib/http/list-providers.ts";
import { loadPage } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";

export const metadata: Metadata = { title: "Your account" };

export default async function AccountPage() {
  const ctx = await getPageContext();
  const { actor } = ctx;
  const [sessions, factor, identities] = await loadPage(() =>
    Promise.all([listMySessions(ctx), showSecondFactor(ctx), listMyIdentities(ctx)]),
  );
  const role = roleChoices.find(({ value }) => value === actor.role);
  const names = Object.fromEntries(listProviders(ctx.config).map(({ id, name }) => [id, name]));
  const hasProviders = Object.keys(names).length > 0 || identities.items.length > 0;
  return (
    <>
      <PageHeader title="Your account" />
      <div className="max-w-3xl space-y-4">
        <Panel title="Who I am" bodyClassName="p-3">
          <Facts>
            <Fact label="Name">{actor.name}</Fact>
            <Fact label="E-mail">{actor.email}</Fact>
            <Fact label="Role">{role?.label ?? actor.role}</Fact>
            {actor.reach && <Fact label="Sees">what belongs to your teams</Fact>}
          </Facts>
          <p className="mt-2 text-muted">Name, role and teams are changed by an administrator.</p>
        </Panel>
        <SessionList sessions={sessions.items} />
        <SecondFactor factor={factor} />
        {factor.hasPassword && (
          <Panel title="Password" bodyClassName="p-3">
            <ChangePassword email={actor.email} />
          </Panel>
        )}
        {hasProviders && <IdentityList identities={identities.items} names={names} />}
      </div>
    </>
  );
}

import type { Metadata } from "next";
import { ChangePassword } from "#components/access/change-password.tsx";
import { roleChoices } from "#components/users/roles.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Fact, Facts, Panel } from "#components/ui/panel.tsx";
import { getPageContext } from "#lib/http/page-context.ts";

export const metadata: Metadata = { title: "Your account" };

export default async function AccountPage() {
  const { actor } = await getPageContext();
  const role = roleChoices.find(({ value }) => value === actor.role);
  return (
    <>
      <PageHeader title="Your account" />
      <div className="max-w-xl space-y-4">
        <Panel title="Who I am" bodyClassName="p-3 sm:p-4">
          <Facts>
            <Fact label="Name">{actor.name}</Fact>
            <Fact label="E-mail">{actor.email}</Fact>
            <Fact label="Role">{role?.label ?? actor.role}</Fact>
          </Facts>
          <p className="mt-2 text-muted">Name and role are changed by an administrator.</p>
        </Panel>
        <Panel title="Password" bodyClassName="p-3 sm:p-4">
          <ChangePassword email={actor.email} />
        </Panel>
      </div>
    </>
  );
}

import type { Metadata } from "next";
import { SettingsForm } from "#components/hawkbit/settings-form.tsx";
import { FilterBar } from "#components/ui/filter-bar.tsx";
import { FilterSelect } from "#components/ui/filter-select.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { listSettings, listTenants } from "#lib/hawkbit/settings/list.ts";
import { loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";

export const metadata: Metadata = { title: "hawkBit" };

export default async function HawkbitPage({ searchParams }: PageRequest) {
  const ctx = await getPageContext();
  const query = pickQuery(await searchParams, ["tenant"]);
  const [tenants, settings] = await loadPage(() => Promise.all([listTenants(ctx), listSettings(ctx, query)]));
  const [usual, ...others] = tenants;

  return (
    <>
      <PageHeader
        title="hawkBit"
        description="How SWUpdate, RAUC and other hawkBit clients sign in, how often they ask, and what their users are asked."
      />
      {others.length > 0 && (
        <FilterBar parameters={["tenant"]}>
          <FilterSelect
            parameter="tenant"
            label="Tenant"
            all={`Tenant ${usual ?? ""}`}
            options={others.map((tenant) => ({ value: tenant, label: `Tenant ${tenant}` }))}
          />
        </FilterBar>
      )}
      <SettingsForm key={settings.tenant} tenant={settings.tenant} settings={settings.items} />
    </>
  );
}

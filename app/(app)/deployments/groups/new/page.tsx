import type { Metadata } from "next";
import { GroupForm } from "#components/environments/group-form.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { listEnvironments } from "#lib/environments/list.ts";
import { loadPage } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { listProducts } from "#lib/products/list.ts";
import { listTemplates } from "#lib/templates/list.ts";

export const metadata: Metadata = { title: "Deploy several products" };

const CHOICES_MAX = 500;

export default async function NewGroupPage() {
  const ctx = await getPageContext();
  const all = { limit: CHOICES_MAX };
  const [environments, templates, products] = await loadPage(() =>
    Promise.all([listEnvironments(ctx, all), listTemplates(ctx, all), listProducts(ctx, all)]),
  );
  const isReady = environments.items.length > 0 && products.items.length > 0;
  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: "Deployments", href: "/deployments" }]}
        title="Deploy several products"
        description="In the order of their dependencies: what needs another one waits for it, the others go at once."
      />
      {isReady ? (
        <GroupForm
          environments={environments.items.map(({ slug, name }) => ({ slug, name }))}
          templates={templates.items.map(({ slug, name }) => ({ slug, name }))}
          products={products.items.map(({ id, slug, name }) => ({ id, slug, name }))}
        />
      ) : (
        <Panel>
          <EmptyState title="Nothing can be deployed yet">
            Make a product with a version, and an environment to which it goes.
          </EmptyState>
        </Panel>
      )}
    </>
  );
}

import type { Metadata } from "next";
import { AddDependency } from "#components/environments/add-dependency.tsx";
import { DependencyTable } from "#components/environments/dependency-table.tsx";
import { LivePage } from "#components/live/live-page.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { mayDo } from "#lib/access/rules/actor.ts";
import { listDependencies } from "#lib/deployments/dependencies/list.ts";
import { loadPage, type PageRequest } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { readProductOfPage } from "#lib/http/product-page.ts";
import { listProducts } from "#lib/products/list.ts";

type DependenciesRequest = PageRequest<"productId">;

const PRODUCTS_MAX = 500;

export async function generateMetadata({ params }: DependenciesRequest): Promise<Metadata> {
  return { title: `Dependencies of ${(await readProductOfPage((await params).productId)).slug}` };
}

export default async function DependenciesPage({ params }: DependenciesRequest) {
  const ctx = await getPageContext();
  const { id: productId, slug } = await readProductOfPage((await params).productId);
  const [{ dependencies, dependents }, products] = await loadPage(() =>
    Promise.all([listDependencies(ctx, { productId }), listProducts(ctx, { limit: PRODUCTS_MAX })]),
  );
  const mayWrite = mayDo(ctx.actor, "products:write");
  const others = products.items.filter(({ id }) => id !== productId).map((product) => product.slug);
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <p className="max-w-prose text-muted">
          Deployed together with others, {slug} waits for those that it needs. Versions that do not fit are told before
          anything starts.
        </p>
        {mayWrite && (
          <span className="ml-auto">
            <AddDependency productId={productId} products={others} />
          </span>
        )}
      </div>
      <div className="space-y-4">
        <Panel title="What it needs">
          <DependencyTable rows={dependencies} side="dependsOn" isEditable={mayWrite} />
        </Panel>
        <Panel title="What needs it">
          <DependencyTable rows={dependents} side="product" isEditable={false} />
        </Panel>
      </div>
      <LivePage types={["dependency_saved", "dependency_deleted"]} />
    </>
  );
}

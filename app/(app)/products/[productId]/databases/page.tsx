import { DatabaseZap } from "lucide-react";
import type { Metadata } from "next";
import { LivePage } from "#components/live/live-page.tsx";
import { AddDatabase } from "#components/migration-guard/add-database.tsx";
import { DatabaseList } from "#components/migration-guard/database-list.tsx";
import { DATABASE_EVENTS } from "#components/migration-guard/queries.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { mayDo } from "#lib/access/rules/actor.ts";
import { loadPage, type PageRequest } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { readProductOfPage } from "#lib/http/product-page.ts";
import { listDatabases } from "#lib/migration-guard/list-databases.ts";

type DatabasesRequest = PageRequest<"productId">;

export async function generateMetadata({ params }: DatabasesRequest): Promise<Metadata> {
  return { title: `Databases of ${(await readProductOfPage((await params).productId)).slug}` };
}

export default async function DatabasesPage({ params }: DatabasesRequest) {
  const ctx = await getPageContext();
  const { id: productId, slug } = await readProductOfPage((await params).productId);
  const { items } = await loadPage(() => listDatabases(ctx, { productId }));
  const add = mayDo(ctx.actor, "products:write") ? <AddDatabase productId={productId} product={slug} /> : undefined;
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <p className="max-w-prose text-muted">
          Before a migration is undone, Slipway counts in the database itself which rows would be lost, and which would
          be left without the rows that they belong to. It only reads.
        </p>
        {items.length > 0 && <span className="ml-auto">{add}</span>}
      </div>
      <Panel>
        <DatabaseList
          databases={items}
          empty={
            <EmptyState icon={DatabaseZap} title="No database is named" action={add}>
              Name the PostgreSQL database that {slug} keeps its data in, with a role that may only read. Rollbacks then
              say what undoing its migrations would do.
            </EmptyState>
          }
        />
      </Panel>
      <LivePage types={DATABASE_EVENTS} subjectId={productId} />
    </>
  );
}

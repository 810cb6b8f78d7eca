import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { LivePage } from "#components/live/live-page.tsx";
import { CheckForm } from "#components/migration-guard/check-form.tsx";
import { CheckHistory } from "#components/migration-guard/check-history.tsx";
import { DatabaseActions } from "#components/migration-guard/database-actions.tsx";
import { DependencyList } from "#components/migration-guard/dependency-list.tsx";
import { DatabaseState } from "#components/migration-guard/looks.tsx";
import { DATABASE_EVENTS } from "#components/migration-guard/queries.ts";
import { formatNumber } from "#components/ui/format.ts";
import { Notice } from "#components/ui/notice.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { Fact, Facts, Panel } from "#components/ui/panel.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { mayDo } from "#lib/access/rules/actor.ts";
import { loadOne, loadPage, pickQuery, type PageRequest } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { readProductOfPage } from "#lib/http/product-page.ts";
import { listChecks } from "#lib/migration-guard/list-checks.ts";
import { getDatabase, listTableDependencies } from "#lib/migration-guard/list-databases.ts";
import type { DatabaseView } from "#lib/migration-guard/view.ts";

type DatabaseRequest = PageRequest<"productId" | "databaseId">;

const CHECKS_SHOWN = 20;
const KEYS_SHOWN = 500;

const readDatabase = cache(async (databaseId: string) => {
  const ctx = await getPageContext();
  return loadOne(() => getDatabase(ctx, { databaseId }));
});

export async function generateMetadata({ params }: DatabaseRequest): Promise<Metadata> {
  const { name, product } = await readDatabase((await params).databaseId);
  return { title: `${name} of ${product.slug}` };
}

export default async function DatabasePage({ params, searchParams }: DatabaseRequest) {
  const ctx = await getPageContext();
  const { productId, databaseId } = await params;
  const [product, database] = await Promise.all([readProductOfPage(productId), readDatabase(databaseId)]);
  if (database.product.id !== product.id) notFound();
  const query = { databaseId, limit: CHECKS_SHOWN, ...pickQuery(await searchParams, ["cursor"]) };
  const [checks, dependencies] = await loadPage(() =>
    Promise.all([listChecks(ctx, query), listTableDependencies(ctx, { databaseId, limit: KEYS_SHOWN })]),
  );
  return (
    <div className="space-y-4">
      <Panel title={database.name} actions={<DatabaseActions database={database} />} bodyClassName="space-y-3 p-3">
        <DatabaseFacts database={database} />
      </Panel>
      {mayDo(ctx.actor, "rollbacks:write") && <CheckForm database={database} />}
      <Panel title="What was asked">
        <CheckHistory checks={checks.items} />
        <Pager nextCursor={checks.nextCursor} shown={checks.items.length} noun="checks" />
      </Panel>
      <Panel title="Which tables depend on which" count={formatNumber(database.foreignKeys)}>
        <DependencyList dependencies={dependencies.items} />
        {dependencies.nextCursor !== null && (
          <p className="border-t border-line px-3 py-2 text-xs text-muted">
            The first {KEYS_SHOWN} are shown; the API lists all.
          </p>
        )}
      </Panel>
      <LivePage types={DATABASE_EVENTS} subjectId={databaseId} />
    </div>
  );
}

function DatabaseFacts({ database }: { database: DatabaseView }) {
  const { access, lastError, schemas, address, checkedAt } = database;
  return (
    <>
      <Facts>
        <Fact label="Address">
          <code className="font-mono text-xs">{address}</code>
        </Fact>
        <Fact label="State">
          <DatabaseState database={database} />
        </Fact>
        {access !== null && <Fact label="PostgreSQL">{access.version}</Fact>}
        <Fact label="Schemas">{schemas.length === 0 ? "public first" : schemas.join(", ")}</Fact>
        <Fact label="Read">
          <RelativeTime at={checkedAt} />
        </Fact>
      </Facts>
      {lastError !== null && (
        <Notice kind="bad" title="It cannot be read">
          {lastError}
        </Notice>
      )}
      {lastError === null && access?.mayWrite === true && (
        <Notice kind="warn" title="Its role may write">
          Slipway only reads. Still, name a role that may not: {access.because.join("; ")}.
        </Notice>
      )}
    </>
  );
}

import type { Metadata } from "next";
import Link from "next/link";
import { CalendarDays } from "lucide-react";
import { CALENDAR_NEWS } from "#components/calendar/queries.ts";
import { RuleList } from "#components/calendar/rule-list.tsx";
import { EnvironmentFacts } from "#components/environments/environment-facts.tsx";
import { EnvironmentMenu } from "#components/environments/environment-menu.tsx";
import { MatrixTable } from "#components/environments/matrix-table.tsx";
import { MATRIX_NEWS } from "#components/environments/news.ts";
import { LivePage } from "#components/live/live-page.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { mayDo } from "#lib/access/rules/actor.ts";
import { listRules } from "#lib/calendar/list-rules.ts";
import { listFleets } from "#lib/devices/list-fleets.ts";
import { getEnvironment } from "#lib/environments/find.ts";
import { showMatrix } from "#lib/environments/show-matrix.ts";
import { loadOne, loadPage, type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { listPlaces } from "#lib/http/places.ts";

type EnvironmentRequest = PageRequest<"environmentId">;

const FLEETS_MAX = 500;
const RULES_SHOWN = 100;

export async function generateMetadata({ params }: EnvironmentRequest): Promise<Metadata> {
  const ctx = await getPageContext();
  const { environmentId } = await params;
  return { title: (await loadOne(() => getEnvironment(ctx, { environmentId }))).name };
}

export default async function EnvironmentPage({ params, searchParams }: EnvironmentRequest) {
  const ctx = await getPageContext();
  const { environmentId } = await params;
  const query = pickQuery(await searchParams, ["cursor"]);
  const environment = await loadOne(() => getEnvironment(ctx, { environmentId }));
  const [matrix, fleets, rules, { environments, products }] = await loadPage(() =>
    Promise.all([
      showMatrix(ctx, query),
      listFleets(ctx, { limit: FLEETS_MAX }),
      listRules(ctx, { environment: environment.id, limit: RULES_SHOWN }),
      listPlaces(ctx),
    ]),
  );
  const column = matrix.environments.findIndex(({ id }) => id === environment.id);
  const own = matrix.environments.filter((_, index) => index === column);
  const rows = matrix.items.map((row) => ({ ...row, cells: row.cells.filter((_, index) => index === column) }));
  const isEditable = mayDo(ctx.actor, "environments:write") && environment.archivedAt === null;

  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: "Environments", href: "/environments" }]}
        title={environment.name}
        badge={environment.archivedAt !== null && <Badge>archived</Badge>}
        description={environment.description}
        actions={
          isEditable && <EnvironmentMenu environment={environment} fleets={fleets.items.map(({ name }) => name)} />
        }
      >
        <div className="mt-3">
          <EnvironmentFacts environment={environment} />
        </div>
      </PageHeader>
      <Panel title="What runs here">
        {column === -1 || rows.length === 0 ? (
          <EmptyState title={column === -1 ? "Nothing is deployed here any more" : "No products yet"}>
            {column === -1 ? "It is archived." : "Make a product and a version, then deploy it."}
          </EmptyState>
        ) : (
          <MatrixTable environments={own} rows={rows} />
        )}
        <Pager nextCursor={matrix.nextCursor} shown={rows.length} noun="products" />
      </Panel>
      <Panel
        title="Windows and freezes"
        className="mt-4"
        actions={
          <Link href="/calendar" className="text-xs text-accent-ink hover:underline">
            Those that hold everywhere
          </Link>
        }
      >
        <RuleList
          rules={rules.items}
          environments={environments}
          products={products}
          mayWrite={isEditable}
          empty={
            <EmptyState icon={CalendarDays} title="None of its own">
              Deployments to it may start whenever the calendar lets them start everywhere.
            </EmptyState>
          }
        />
      </Panel>
      <LivePage types={[...MATRIX_NEWS, ...CALENDAR_NEWS]} />
    </>
  );
}

import type { Metadata } from "next";
import { GroupTable } from "#components/environments/group-table.tsx";
import { MATRIX_NEWS } from "#components/environments/news.ts";
import { LivePage } from "#components/live/live-page.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Fact, Facts, Panel } from "#components/ui/panel.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { getGroup } from "#lib/deployments/groups/get.ts";
import { loadOne, type PageRequest } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";

type GroupRequest = PageRequest<"groupId">;

export async function generateMetadata({ params }: GroupRequest): Promise<Metadata> {
  const ctx = await getPageContext();
  const { groupId } = await params;
  return { title: (await loadOne(() => getGroup(ctx, { groupId }))).name };
}

export default async function GroupPage({ params }: GroupRequest) {
  const ctx = await getPageContext();
  const { groupId } = await params;
  const group = await loadOne(() => getGroup(ctx, { groupId }));
  const done = group.deployments.filter(({ status }) => status === "completed").length;
  return (
    <>
      <PageHeader breadcrumbs={[{ label: "Deployments", href: "/deployments" }]} title={group.name}>
        <Facts className="mt-3">
          <Fact label="Completed">
            {done} of {group.deployments.length}
          </Fact>
          <Fact label="Started">
            <RelativeTime at={group.createdAt} />
          </Fact>
          <Fact label="By">{group.createdBy.name ?? group.createdBy.kind}</Fact>
        </Facts>
      </PageHeader>
      <Panel title="Deployments">
        <GroupTable deployments={group.deployments} />
      </Panel>
      <LivePage types={MATRIX_NEWS} />
    </>
  );
}

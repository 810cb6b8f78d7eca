import type { Metadata } from "next";
import { cache } from "react";
import { IncidentPage } from "#components/rollbacks/incident-page.tsx";
import { loadOne, type PageRequest } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";
import { getIncident } from "#lib/rollbacks/incidents/show.ts";

type IncidentRequest = PageRequest<"incidentId">;

/** Once for the page and its title. */
const readIncident = cache(async (incidentId: string) => {
  const ctx = await getPageContext();
  return loadOne(() => getIncident(ctx, { incidentId }));
});

export async function generateMetadata({ params }: IncidentRequest): Promise<Metadata> {
  const { number, title } = await readIncident((await params).incidentId);
  return { title: `Incident #${number} ${title}` };
}

export default async function IncidentRoute({ params }: IncidentRequest) {
  return <IncidentPage initial={await readIncident((await params).incidentId)} />;
}

import type { Metadata } from "next";
import { z } from "zod";
import { DiffPage } from "#components/diffs/diff-page.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SECTIONS, VIEWS } from "#lib/diffs/input.ts";
import { warmUp } from "#lib/diffs/worker/run-job.ts";
import { type PageRequest, pickQuery } from "#lib/http/load-page.ts";
import { getPageContext } from "#lib/http/page-context.ts";

export const metadata: Metadata = { title: "Compare builds" };

// What the address says wrongly counts as not said: a link that was cut still shows the comparison.
const query = z.object({
  from: z.uuid().optional().catch(undefined),
  to: z.uuid().optional().catch(undefined),
  section: z.enum(SECTIONS).optional().catch(undefined),
  path: z.string().optional(),
  view: z.enum(VIEWS).optional().catch(undefined),
  unchanged: z.string().optional(),
});

export default async function DiffsPage({ searchParams }: PageRequest) {
  await getPageContext();
  warmUp();
  const names = ["from", "to", "section", "path", "view", "unchanged"] as const;
  const { from, to, unchanged, ...options } = query.parse(pickQuery(await searchParams, names));

  return (
    <>
      <PageHeader title="Compare builds" description="What would change from one build to another." />
      <DiffPage
        pair={from !== undefined && to !== undefined ? { from, to } : null}
        options={{ ...options, changedOnly: unchanged === undefined }}
      />
    </>
  );
}

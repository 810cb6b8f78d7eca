"use client";

import { useQuery } from "@tanstack/react-query";
import { FileJson } from "lucide-react";
import { diffKeys, NEVER_STALE, type Pair, readApis } from "#components/diffs/queries.ts";
import { ApiChanges } from "#components/openapi/api-changes.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import type { ApiDocumentDiff } from "#lib/diffs/view.ts";

/** What changes for the clients of the product, by the OpenAPI documents of both builds. */
export function ApiSection({ pair }: { pair: Pair }) {
  const query = useQuery({
    queryKey: diffKeys.apis(pair),
    queryFn: ({ signal }) => readApis(pair, signal),
    ...NEVER_STALE,
  });
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <SkeletonRows rows={6} label="Comparing the OpenAPI documents" />;
  if (query.data.documents.length === 0) {
    return (
      <EmptyState icon={FileJson} title="Neither build carries an OpenAPI document">
        Name a file or configuration file openapi.yaml or openapi.json.
      </EmptyState>
    );
  }
  return (
    <div className="space-y-4">
      {query.data.documents.map((document) => (
        <Panel
          key={`${document.part} ${document.path}`}
          id={`api-${document.part}-${document.path}`}
          title={document.path}
        >
          <DocumentChanges document={document} />
        </Panel>
      ))}
    </div>
  );
}

function DocumentChanges({ document: { status, comparison } }: { document: ApiDocumentDiff }) {
  if (comparison) return <ApiChanges comparison={comparison} />;
  return (
    <p className="px-3 py-2 text-muted">
      {status === "added"
        ? "The build before did not carry this document, so there is nothing to compare it with."
        : "The new build does not carry this document any more, so what it promises now is not known."}
    </p>
  );
}

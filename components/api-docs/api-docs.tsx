"use client";

import { useQuery } from "@tanstack/react-query";
import { Download, List } from "lucide-react";
import { useMemo, useState } from "react";
import { api } from "#components/api.ts";
import { type OpenApiDocument, operationsOf } from "#components/api-docs/openapi.ts";
import { OperationList } from "#components/api-docs/operation-list.tsx";
import { OperationView } from "#components/api-docs/operation-view.tsx";
import { useAddress } from "#components/ui/address.ts";
import { Button } from "#components/ui/button.tsx";
import { Drawer } from "#components/ui/drawer.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";

const DOCUMENT_PATH = "/api/openapi.json";
/** Harmless to try, and the first thing to know. */
const FIRST_CALL = "describeMe";

/** The API as the server describes it. Which call is shown stands in the address. */
export function ApiDocs({ isSignedIn }: { isSignedIn: boolean }) {
  const address = useAddress();
  const [isListOpen, setIsListOpen] = useState(false);
  const document = useQuery({
    queryKey: ["openapi"],
    queryFn: ({ signal }) => api<OpenApiDocument>(DOCUMENT_PATH, { signal, anonymous: true }),
    staleTime: Infinity,
  });
  const operations = useMemo(() => (document.data ? operationsOf(document.data) : []), [document.data]);
  const chosen = operations.find(({ id }) => id === (address.get("call") ?? FIRST_CALL)) ?? operations[0];

  return (
    <>
      <PageHeader
        title="API reference"
        description="Made from the very schemas that check every call."
        actions={
          <Button asChild>
            <a href={DOCUMENT_PATH} download="slipway-openapi.json">
              <Download aria-hidden />
              OpenAPI 3.1
            </a>
          </Button>
        }
      />
      {document.isError && <ErrorState error={document.error} retry={() => void document.refetch()} />}
      {document.isPending && <SkeletonRows rows={8} label="Loading the reference" />}
      {chosen && (
        <div className="grid items-start gap-5 lg:grid-cols-[17rem_minmax(0,1fr)]">
          <div className="sticky top-16 flex max-h-[calc(100dvh-5rem)] flex-col rounded-lg border border-line bg-surface shadow-panel max-lg:hidden">
            <OperationList operations={operations} current={chosen.id} />
          </div>
          <div className="lg:hidden">
            <Drawer
              side="left"
              title="Calls"
              open={isListOpen}
              onOpenChange={setIsListOpen}
              trigger={
                <Button>
                  <List aria-hidden />
                  All {operations.length} calls
                </Button>
              }
            >
              <OperationList operations={operations} current={chosen.id} onChoose={() => setIsListOpen(false)} />
            </Drawer>
          </div>
          <OperationView operation={chosen} isSignedIn={isSignedIn} />
        </div>
      )}
    </>
  );
}

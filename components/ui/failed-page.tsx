"use client";

import { Lock, RotateCw, TriangleAlert } from "lucide-react";
import { usePathname } from "next/navigation";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { readRefusalDigest } from "#lib/kernel/refusal.ts";

/** What stands in place of a page that could not be made: the server's own words where it has some. */
export function FailedPage({ error, retry }: { error: unknown; retry: () => void }) {
  const path = usePathname();
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : undefined;
  const refusal = readRefusalDigest(digest);

  if (refusal?.code === "FORBIDDEN") {
    return (
      <EmptyState isPage icon={Lock} title="You may not see this" className="py-20">
        {refusal.message} An administrator can change your role.
      </EmptyState>
    );
  }
  if (refusal?.code === "INVALID_INPUT") {
    return (
      <EmptyState
        isPage
        icon={TriangleAlert}
        title="The address asks for something that does not exist"
        className="py-20"
        action={
          <Button asChild>
            <a href={path}>Show it without filters</a>
          </Button>
        }
      >
        {refusal.message}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      isPage
      icon={TriangleAlert}
      title="This page could not be shown"
      className="py-20"
      action={
        <Button onClick={retry}>
          <RotateCw aria-hidden />
          Try again
        </Button>
      }
    >
      {refusal?.message ?? "Something went wrong on our side. The server's log says more."}
      {!refusal && digest && (
        <p className="mt-1 text-xs text-faint">
          Mark in the log: <code className="font-mono">{digest}</code>
        </p>
      )}
    </EmptyState>
  );
}

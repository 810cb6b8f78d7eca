"use client";

import { RotateCw, TriangleAlert } from "lucide-react";
import { ApiError } from "#components/api.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";

/** What stands where something could not be read, with a way to try again. */
export function ErrorState({ title = "This could not be loaded", error, retry, className }: ErrorStateProps) {
  return (
    <div role="alert" className={cn("mx-auto flex max-w-xl flex-col items-center px-4 py-10 text-center", className)}>
      <TriangleAlert aria-hidden className="mb-3 size-7 text-bad-ink" strokeWidth={1.5} />
      <p className="text-base font-medium">{title}</p>
      <p className="mt-1 text-muted">{sentenceOf(error)}</p>
      {error instanceof ApiError && error.requestId && (
        <p className="mt-1 text-xs text-faint">
          Request <code className="font-mono">{error.requestId}</code>
        </p>
      )}
      {retry && (
        <Button className="mt-4" onClick={retry}>
          <RotateCw aria-hidden />
          Try again
        </Button>
      )}
    </div>
  );
}

type ErrorStateProps = { title?: string; error: unknown; retry?: () => void; className?: string };

/** Only what the server meant for people is shown; anything else is a fault of ours and says so plainly. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ApiError) return error.detail;
  return "Something went wrong in this page. Reloading it usually helps.";
}

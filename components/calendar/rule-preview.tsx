"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ApiError } from "#components/api.ts";
import { calendarKeys, previewRule } from "#components/calendar/queries.ts";
import { SpanText } from "#components/calendar/span-text.tsx";
import { sentenceOf } from "#components/ui/error-state.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { useRested } from "#components/ui/use-rested.ts";

const REST_MS = 400;

/** The next times of what stands in the form, asked of the rule that decides. Faults stand beside their fields. */
export function useRulePreview(body: Record<string, unknown>) {
  const text = useRested(JSON.stringify(body), REST_MS);
  const query = useQuery({
    queryKey: calendarKeys.preview(text),
    queryFn: ({ signal }) => previewRule(JSON.parse(text) as Record<string, unknown>, signal),
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 60_000,
  });
  const { error } = query;
  const problemOf = (path: string) => (error instanceof ApiError ? error.problemOf(path) : undefined);
  return { ...query, problemOf };
}

type RulePreviewProps = { preview: ReturnType<typeof useRulePreview>; timeZone: string };

export function RulePreview({ preview, timeZone }: RulePreviewProps) {
  const { data, error, isFetching } = preview;
  return (
    <section aria-label="Next times" aria-live="polite" className="rounded-md border border-line bg-sunken p-3">
      <h3 className="mb-1 text-xs font-semibold text-muted">Next times{isFetching && " …"}</h3>
      {error !== null && <p className="text-warn-ink">{faultless(error)}</p>}
      {error === null && data && (
        <div className="space-y-2">
          {data.next.length === 0 && <p className="text-muted">None.</p>}
          <ul className="space-y-0.5">
            {data.next.map((span) => (
              <li key={span.startsAt}>
                <SpanText span={span} timeZone={timeZone} />
              </li>
            ))}
          </ul>
          {data.leftOut.map(({ localTime, message }) => (
            <p key={localTime} className="text-xs text-muted">
              {localTime.slice(0, 10)}: {message}
            </p>
          ))}
          {data.warnings.map((warning) => (
            <Notice key={warning} kind="warn">
              {warning}
            </Notice>
          ))}
        </div>
      )}
    </section>
  );
}

function faultless(error: unknown): string {
  const hasFaults = error instanceof ApiError && error.errors.length > 0;
  return hasFaults ? "Mend the marked fields, and they stand here." : sentenceOf(error);
}

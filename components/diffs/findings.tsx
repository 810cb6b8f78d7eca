import { Notice } from "#components/ui/notice.tsx";
import { countOf } from "#components/ui/format.ts";
import type { ContentView } from "#lib/diffs/view.ts";

const SHOWN = 5;

/** What a reviewer should know of the archives before trusting them. */
export function Findings({ from, to }: { from: ContentView | null; to: ContentView | null }) {
  return (
    <>
      {to && <FindingsOf content={to} isNew />}
      {from && <FindingsOf content={from} isNew={false} />}
    </>
  );
}

function FindingsOf({ content, isNew }: { content: ContentView; isNew: boolean }) {
  const { name, findings, findingCount, unreadable } = content;
  const isDangerous = findings.some(({ kind }) => kind === "outside" || kind === "linkOut");
  if (unreadable === null && findingCount === 0) return null;
  return (
    <>
      {unreadable !== null && (
        <Notice kind="warn" title={`${name} was not read file by file`}>
          {unreadable} It is compared by size and hash.
        </Notice>
      )}
      {findingCount > 0 && (
        <Notice
          kind={isNew && isDangerous ? "bad" : "warn"}
          title={`${countOf(findingCount, "oddity", "oddities")} in ${name}`}
        >
          <ul className="mt-1 list-disc pl-4">
            {findings.slice(0, SHOWN).map(({ kind, sentence }) => (
              <li key={`${kind}${sentence}`} className="wrap-anywhere">
                {sentence}
              </li>
            ))}
            {findingCount > SHOWN && <li>And {findingCount - SHOWN} more; the API lists up to 100.</li>}
          </ul>
        </Notice>
      )}
    </>
  );
}

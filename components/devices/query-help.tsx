"use client";

import { CircleHelp } from "lucide-react";
import { Dialog } from "#components/ui/dialog.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";

const examples = [
  ["tag==beta;fleet==shops", "both: and"],
  ["tag==beta,tag==pilot", "either: or; parentheses group"],
  ["attribute.hwRevision>=2", "numbers as numbers"],
  ["app.gateway.version<1.5.0", "older, by SemVer precedence"],
  ["lastSeen<-7d", "not seen for a week, or never"],
  ["name==kiosk-*", "* stands for anything"],
  ["tag!=legacy", "all others, those without a tag too"],
  ["fleet=in=(shops,depots)", "one of these; =out= for none of them"],
  ["attribute.model=='SG 200'", "quotes around spaces"],
  ["fleet==''", "without one"],
] as const;

const fields =
  "name, id, controllerId, fleet, tag, address, online, lastSeen, created, attribute.<name>, app.<product>.version, app.<product>.digest";

/** Explains the language in which groups of devices are described. */
export function QueryHelp() {
  return (
    <Dialog
      wide
      title="Describe a group of devices"
      description="A text without =, < and > is a part of the name, or the start of the id. Else it is a query:"
      trigger={<IconButton icon={CircleHelp} label="How to write a query" />}
    >
      <dl className="grid gap-x-4 gap-y-1.5 sm:grid-cols-[auto_1fr]">
        {examples.map(([query, meaning]) => (
          <div key={query} className="contents">
            <dt className="font-mono text-xs leading-5">{query}</dt>
            <dd className="text-muted max-sm:mb-1.5">{meaning}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-4 text-muted">
        Operators: <span className="font-mono text-xs text-ink">== != &lt; &lt;= &gt; &gt;= =in= =out=</span>, and
        RSQL&rsquo;s <span className="font-mono text-xs text-ink">=lt= =le= =gt= =ge=</span>. Join with{" "}
        <span className="font-mono text-xs text-ink">;</span> or and,{" "}
        <span className="font-mono text-xs text-ink">,</span> or or.
      </p>
      <p className="mt-2 text-muted">
        Fields: <span className="font-mono text-xs break-words text-ink">{fields}</span>
      </p>
    </Dialog>
  );
}

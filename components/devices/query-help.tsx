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
  ["fleet==''", "in no fleet"],
] as const;

const operators = ["==", "!=", "<", "<=", ">", ">=", "=in=", "=out="];
const fields = [
  "name",
  "id",
  "controllerId",
  "fleet",
  "tag",
  "address",
  "online",
  "lastSeen",
  "created",
  "attribute.<name>",
  "app.<product>.version",
  "app.<product>.digest",
];

/** Explains the language in which groups of devices are described. */
export function QueryHelp() {
  return (
    <Dialog
      wide
      title="Describe a group of devices"
      description="A text without =, < and > is a part of the name, or the start of the id. Else it is a query:"
      trigger={<IconButton icon={CircleHelp} label="How to write a query" className="align-middle" />}
    >
      <dl className="grid gap-x-4 gap-y-1.5 sm:grid-cols-[auto_1fr]">
        {examples.map(([query, meaning]) => (
          <div key={query} className="contents">
            <dt className="font-mono text-xs leading-5">{query}</dt>
            <dd className="text-muted max-sm:mb-1.5">{meaning}</dd>
          </div>
        ))}
      </dl>
      <Words title="Operators" words={operators} />
      <Words title="Fields" words={fields} />
      <p className="mt-3 text-muted">
        <Code>;</Code> or <Code>and</Code> joins conditions that must all hold, <Code>,</Code> or <Code>or</Code> those
        of which one is enough. Quotes take spaces and signs into a value; a backslash takes the next character as it
        is.
      </p>
    </Dialog>
  );
}

function Words({ title, words }: { title: string; words: readonly string[] }) {
  return (
    <section className="mt-3">
      <h3 className="mb-1 text-xs text-muted">{title}</h3>
      <ul className="flex flex-wrap gap-x-3 gap-y-1">
        {words.map((word) => (
          <li key={word}>
            <Code>{word}</Code>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Code({ children }: { children: string }) {
  return <code className="font-mono text-xs whitespace-nowrap text-ink">{children}</code>;
}

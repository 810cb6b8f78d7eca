import type { ReactNode } from "react";
import { titleOf, wordsOfKind } from "#components/templates/kind-words.ts";
import { Badge } from "#components/ui/badge.tsx";
import { cn } from "#components/ui/cn.ts";
import { Panel } from "#components/ui/panel.tsx";
import type { Comparison, Pair, Standing } from "#lib/templates/rules/compare-definitions.ts";
import type { Stage, Variable } from "#lib/templates/rules/definition.ts";

type ComparisonProps = { comparison: Comparison; leftName: string; rightName: string };

const standingWords: Record<Standing, string> = {
  same: "same",
  changed: "differs",
  onlyLeft: "only left",
  onlyRight: "only right",
};

const standingStyle: Record<Standing, string> = {
  same: "text-muted",
  changed: "bg-warn-soft text-warn-ink border-transparent",
  onlyLeft: "bg-bad-soft text-bad-ink border-transparent",
  onlyRight: "bg-good-soft text-good-ink border-transparent",
};

/** Two templates side by side: stages matched by name, what differs marked in words and in color. */
export function TemplateComparison({ comparison, leftName, rightName }: ComparisonProps) {
  const heads = { leftName, rightName };
  return (
    <div className="space-y-4">
      <Panel title="Stages">
        <PairTable label="Stages" {...heads} pairs={comparison.stages} describe={describeStage} />
      </Panel>
      <Panel title="Variables">
        {comparison.variables.length === 0 ? (
          <p className="p-3 text-muted">Neither asks for anything.</p>
        ) : (
          <PairTable label="Variables" {...heads} pairs={comparison.variables} describe={describeVariable} />
        )}
      </Panel>
    </div>
  );
}

type PairTableProps<Item> = {
  label: string;
  leftName: string;
  rightName: string;
  pairs: readonly Pair<Item>[];
  describe: (item: Item) => ReactNode;
};

function PairTable<Item>({ label, leftName, rightName, pairs, describe }: PairTableProps<Item>) {
  return (
    <div className="overflow-x-auto">
      <table aria-label={label} className="w-full min-w-xl table-fixed border-collapse text-left">
        <thead className="border-b border-line text-xs text-muted">
          <tr>
            <th scope="col" className="w-36 px-3 py-2 font-medium">
              Name
            </th>
            <th scope="col" className="px-3 py-2 font-medium">
              {leftName}
            </th>
            <th scope="col" className="px-3 py-2 font-medium">
              {rightName}
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {pairs.map((pair) => (
            <tr key={pair.name} className="align-top">
              <th scope="row" className="px-3 py-2 font-normal">
                <code className="block truncate font-mono text-xs" title={pair.name}>
                  {pair.name}
                </code>
                <Badge className={cn("mt-1", standingStyle[pair.standing])}>{standingWords[pair.standing]}</Badge>
              </th>
              <Side pair={pair} side="left" describe={describe} />
              <Side pair={pair} side="right" describe={describe} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type SideProps<Item> = { pair: Pair<Item>; side: "left" | "right"; describe: (item: Item) => ReactNode };

function Side<Item>({ pair, side, describe }: SideProps<Item>) {
  const item = pair[side];
  return (
    <td className={cn("px-3 py-2 break-words", item === undefined && "text-faint")}>
      {item === undefined ? "–" : describe(item)}
      {pair.differences.length > 0 && (
        <dl className="mt-1.5 space-y-1">
          {pair.differences.map((difference) => (
            <div key={difference.field} className="text-xs">
              <dt className="text-faint">{difference.field}</dt>
              <dd className="rounded bg-warn-soft px-1 font-mono break-all text-ink">
                {difference[side] ?? "not said"}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </td>
  );
}

function describeStage(stage: Stage): ReactNode {
  const { label, icon: Icon } = wordsOfKind(stage.kind);
  return (
    <span className="flex items-start gap-1.5">
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-accent-ink" />
      <span>
        <span className="block font-medium">{titleOf(stage)}</span>
        <span className="text-xs text-muted">{label}</span>
      </span>
    </span>
  );
}

function describeVariable(variable: Variable): ReactNode {
  return (
    <>
      <span className="block font-medium">{variable.label || variable.name}</span>
      <span className="text-xs text-muted">
        {variable.type}
        {variable.required ? "" : ", optional"}
      </span>
    </>
  );
}

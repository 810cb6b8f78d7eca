"use client";

import { useState } from "react";
import { useMe } from "#components/session.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { type Choice, ChoiceCards } from "#components/ui/choice-cards.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { ROLES, type Role, SCOPES, type Scope, scopesOfRole } from "#lib/access/rules/scopes.ts";

const OWN = "own";

const helps: Record<Role, string> = {
  viewer: "Reads everything except people, tokens and registries.",
  operator: "And makes and moves rollouts, policies, devices and webhooks.",
  approver: "And approves batches.",
  admin: "Everything.",
};

/** What a token may do: as a role may, or scope by scope. Nobody can grant what they do not have themselves. */
export function ScopePicker({ value, onChange, error }: ScopePickerProps) {
  const { scopes: mine } = useMe();
  const [kind, setKind] = useState<Role | typeof OWN>((value[0] as Role | undefined) ?? "viewer");
  const grantable = ROLES.filter((role) => [...scopesOfRole(role)].every((scope) => mine.includes(scope)));
  const choices: Choice<Role | typeof OWN>[] = [
    ...grantable.map((role) => ({ value: role, label: capitalized(role), help: helps[role] })),
    { value: OWN, label: "Chosen scopes", help: "Only what you tick." },
  ];

  function choose(next: Role | typeof OWN) {
    setKind(next);
    onChange(next === OWN ? [] : [next]);
  }

  return (
    <div className="space-y-2">
      <ChoiceCards legend="May do" choices={choices} value={kind} onChange={choose} />
      {kind === OWN && <Scopes mine={mine} value={value} onChange={onChange} />}
      {error && <FieldError>{error}</FieldError>}
    </div>
  );
}

type ScopePickerProps = { value: readonly string[]; onChange: (scopes: string[]) => void; error?: string };

function Scopes({
  mine,
  value,
  onChange,
}: {
  mine: readonly Scope[];
  value: readonly string[];
  onChange: (scopes: string[]) => void;
}) {
  return (
    <fieldset className="grid max-h-56 grid-cols-2 gap-x-3 overflow-y-auto rounded-md border border-line p-2.5 sm:grid-cols-3">
      <legend className="sr-only">Scopes</legend>
      {SCOPES.filter((scope) => mine.includes(scope)).map((scope) => (
        <Checkbox
          key={scope}
          label={scope}
          checked={value.includes(scope)}
          onChange={(event) =>
            onChange(event.target.checked ? [...value, scope] : value.filter((other) => other !== scope))
          }
        />
      ))}
    </fieldset>
  );
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ciKeys, readTemplate } from "#components/ci/queries.ts";
import { type Suggestions, VariableField } from "#components/templates/variable-field.tsx";
import { type FieldValues, firstValues, valuesToSend } from "#components/templates/variable-values.ts";
import type { Variable } from "#lib/templates/rules/definition.ts";

type TriggerVariablesProps = {
  /** A slug. */
  template: string;
  /** What is saved; null in the place of a secret. */
  given: Readonly<Record<string, unknown>>;
  onChange: (variables: Record<string, unknown>) => void;
  faultOf: (path: string) => string | undefined;
  suggestions: Suggestions;
};

/** The values with which a trigger uses its template. A secret that is left empty stays as it is. */
export function TriggerVariables({ template, ...rest }: TriggerVariablesProps) {
  const { data } = useQuery({
    queryKey: ciKeys.template(template),
    queryFn: ({ signal }) => readTemplate(template, signal),
    enabled: template !== "",
  });
  const variables = data?.definition.variables ?? [];
  if (variables.length === 0) return null;
  return <Fields key={template} variables={variables} {...rest} />;
}

type FieldsProps = Omit<TriggerVariablesProps, "template"> & { variables: readonly Variable[] };

function Fields({ variables, given, onChange, faultOf, suggestions }: FieldsProps) {
  const [values, setValues] = useState<FieldValues>(() => firstValues(variables.map((one) => withGiven(one, given))));

  function change(name: string, value: FieldValues[string]) {
    const next = { ...values, [name]: value };
    setValues(next);
    onChange(valuesToSend(variables, next));
  }

  return (
    <>
      {variables.map((variable) => (
        <VariableField
          key={variable.name}
          variable={variable}
          value={values[variable.name] ?? ""}
          onChange={(value) => change(variable.name, value)}
          error={faultOf(`variables.${variable.name}`)}
          suggestions={suggestions}
        />
      ))}
    </>
  );
}

/** What was saved stands where the default would. It was checked against the template, so the cast is safe. */
function withGiven(variable: Variable, given: Readonly<Record<string, unknown>>): Variable {
  const value = given[variable.name];
  return value === undefined || value === null ? variable : ({ ...variable, default: value } as Variable);
}

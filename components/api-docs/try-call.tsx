"use client";

import { useEffect, useRef, useState } from "react";
import { AnswerView } from "#components/api-docs/answer-view.tsx";
import { type ApiOperation, exampleOf, type Parameter, typeName } from "#components/api-docs/openapi.ts";
import { type Draft, missingIn, toCall, toCurl } from "#components/api-docs/request.ts";
import { type Answer, send } from "#components/api-docs/send.ts";
import { Button } from "#components/ui/button.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { useOrigin } from "#components/ui/origin.ts";
import { Panel } from "#components/ui/panel.tsx";
import { Select } from "#components/ui/select.tsx";

type TryCallProps = { operation: ApiOperation; isSignedIn: boolean };

/** Fills in a call, makes it on this very server, and shows the answer. */
export function TryCall({ operation, isSignedIn }: TryCallProps) {
  const origin = useOrigin();
  const [draft, setDraft] = useState<Draft>(() => freshDraft(operation));
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const running = useRef<AbortController>(null);
  useEffect(() => () => running.current?.abort(), []);

  const call = toCall(operation, draft);
  const missing = missingIn(operation, draft);
  const bodyFault = faultOfJson(call.body);
  const setValue = (name: string, value: string) =>
    setDraft((before) => ({ ...before, values: { ...before.values, [name]: value } }));

  async function make() {
    const controller = new AbortController();
    running.current = controller;
    setIsBusy(true);
    setFailure(null);
    try {
      setAnswer(await send(call, controller.signal));
    } catch {
      if (!controller.signal.aborted) setFailure("There was no answer. Is the server running, and the connection up?");
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <div className="min-w-0 space-y-4">
      <Panel title="Try it" bodyClassName="p-3">
        <form
          className="space-y-3"
          onSubmit={(event) => {
            event.preventDefault();
            void make();
          }}
        >
          {operation.parameters.map((parameter) => (
            <ParameterField
              key={parameter.in + parameter.name}
              parameter={parameter}
              value={draft.values[parameter.name] ?? ""}
              onChange={(value) => setValue(parameter.name, value)}
            />
          ))}
          {operation.body && (
            <Field label="Body" error={bodyFault}>
              <Textarea
                rows={Math.min(Math.max(draft.body.split("\n").length + 1, 4), 20)}
                value={draft.body}
                onChange={(event) => setDraft({ ...draft, body: event.target.value })}
                spellCheck={false}
                className="font-mono text-xs leading-5"
              />
            </Field>
          )}
          <TokenField
            operation={operation}
            isSignedIn={isSignedIn}
            value={draft.token}
            onChange={(token) => setDraft({ ...draft, token })}
          />
          <div className="flex flex-wrap items-center gap-3">
            <Button
              type="submit"
              variant={operation.method === "DELETE" ? "danger" : "primary"}
              busy={isBusy}
              disabled={missing.length > 0 || bodyFault !== undefined}
            >
              Send {operation.method}
            </Button>
            <span className="text-xs text-muted">
              {missing.length > 0
                ? `Fill in ${missing.join(", ")}.`
                : operation.method === "GET"
                  ? "Reads from this server."
                  : "Acts on this server, for real."}
            </span>
          </div>
        </form>
      </Panel>
      <div aria-live="polite" className="space-y-4">
        {failure && <Notice kind="bad">{failure}</Notice>}
        {answer && <AnswerView answer={answer} />}
      </div>
      <CodeBlock label="In a terminal" code={toCurl(call, origin, operation.auth)} wrap />
    </div>
  );
}

function ParameterField({
  parameter,
  value,
  onChange,
}: {
  parameter: Parameter;
  value: string;
  onChange: (value: string) => void;
}) {
  const { name, schema } = parameter;
  const choices = schema.enum?.map(String) ?? (schema.type === "boolean" ? ["true", "false"] : null);
  return (
    <Field
      label={<code className="font-mono text-xs">{name}</code>}
      optional={!parameter.required}
      help={schema.description ?? parameter.description ?? typeName(schema)}
    >
      {choices ? (
        <Select
          value={value}
          onChange={(event) => onChange(event.target.value)}
          options={[{ value: "", label: "–" }, ...choices.map((choice) => ({ value: choice, label: choice }))]}
        />
      ) : (
        <Input
          value={value}
          onChange={(event) => onChange(event.target.value)}
          spellCheck={false}
          placeholder={typeof schema.default === "string" ? schema.default : JSON.stringify(schema.default)}
          className="font-mono text-xs"
        />
      )}
    </Field>
  );
}

type TokenFieldProps = {
  operation: ApiOperation;
  isSignedIn: boolean;
  value: string;
  onChange: (token: string) => void;
};

function TokenField({ operation, isSignedIn, value, onChange }: TokenFieldProps) {
  if (operation.auth === "none") return null;
  const isForDevice = operation.auth === "device";
  const help = isForDevice
    ? "A device’s own token; a person’s session does not count here."
    : isSignedIn
      ? "Left out: your session counts."
      : "Sign in, or give an API token.";
  return (
    <Field label={isForDevice ? "Device token" : "API token"} optional={!isForDevice && isSignedIn} help={help}>
      <Input
        type="password"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        autoComplete="off"
        placeholder={isForDevice ? "slpd_…" : "slp_…"}
        className="font-mono text-xs"
      />
    </Field>
  );
}

function freshDraft(operation: ApiOperation): Draft {
  return { values: {}, body: operation.body ? JSON.stringify(exampleOf(operation.body), null, 2) : "", token: "" };
}

function faultOfJson(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : "This is not JSON.";
  }
}

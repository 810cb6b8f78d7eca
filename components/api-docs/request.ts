// The call that somebody composes in the API reference.
import { withQuery } from "#components/api.ts";
import type { ApiOperation } from "#components/api-docs/openapi.ts";

export type Draft = { values: Record<string, string>; body: string; token: string };

export type Call = { method: string; path: string; headers: Record<string, string>; body: string | undefined };

/** Puts what was written into its places. Parameters left empty are left out. */
export function toCall(operation: ApiOperation, draft: Draft): Call {
  const of = (place: string) => operation.parameters.filter((parameter) => parameter.in === place);
  const valueOf = (name: string) => draft.values[name]?.trim() ?? "";
  const path = of("path").reduce(
    (text, { name }) => text.replace(`{${name}}`, encodeURIComponent(valueOf(name)) || `{${name}}`),
    operation.path,
  );
  const headers = Object.fromEntries(
    of("header").flatMap(({ name }) => (valueOf(name) ? [[name.toLowerCase(), valueOf(name)]] : [])),
  );
  const hasBody = operation.body !== null && draft.body.trim() !== "";
  return {
    method: operation.method,
    path: withQuery(path, Object.fromEntries(of("query").map(({ name }) => [name, valueOf(name)]))),
    headers: {
      ...headers,
      ...(hasBody && { "content-type": "application/json" }),
      ...(draft.token.trim() && { authorization: `Bearer ${draft.token.trim()}` }),
    },
    body: hasBody ? draft.body : undefined,
  };
}

/** The path parameters that are still missing. */
export function missingIn(operation: ApiOperation, draft: Draft): string[] {
  return operation.parameters
    .filter((parameter) => parameter.required && !draft.values[parameter.name]?.trim())
    .map(({ name }) => name);
}

/** The same call for a terminal. Without a token it holds a place for one: a browser's session is not for sharing. */
export function toCurl(call: Call, origin: string, auth: ApiOperation["auth"]): string {
  const token = auth === "none" || call.headers.authorization ? {} : { authorization: "Bearer $SLIPWAY_TOKEN" };
  const headers = Object.entries({ ...token, ...call.headers });
  return [
    `curl${call.method === "GET" ? "" : ` -X ${call.method}`} ${doubleQuoted(origin + call.path)}`,
    ...headers.map(([name, value]) => `  -H ${doubleQuoted(`${name}: ${value}`)}`),
    ...(call.body === undefined ? [] : [`  -d ${singleQuoted(call.body)}`]),
  ].join(" \\\n");
}

/** Lets the shell fill in the variable and nothing else. */
function doubleQuoted(text: string): string {
  return `"${text.replaceAll(/["\\`]/g, "\\$&").replaceAll(/\$(?!SLIPWAY_TOKEN\b)/g, "\\$")}"`;
}

function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

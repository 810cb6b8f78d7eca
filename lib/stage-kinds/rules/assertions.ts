// Did an answer turn out as expected, and if not, what came instead?
import { parsePath, readPath } from "#lib/stage-kinds/rules/path.ts";
import type { SmokeAssertions } from "#lib/templates/rules/stage-kinds.ts";

export interface Answer {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  text: string;
  millis: number;
}

/** What was looked at, what should have been there and what was. */
export interface Miss {
  subject: string;
  expected: string;
  came: string;
}

/** Cuts a text for people, after whatever is secret was taken out of it. */
export type Show = (text: string) => string;

/** What they carry opens doors, whoever sent it. */
const SECRET_HEADERS: ReadonlySet<string> = new Set(["set-cookie", "authorization", "www-authenticate", "cookie"]);

/** Lists every expectation that an answer misses. */
export function judgeAnswer(answer: Answer, expected: SmokeAssertions, show: Show): Miss[] {
  return [
    ...judgeStatus(answer, expected),
    ...judgeTime(answer, expected),
    ...judgeHeader(answer, expected, show),
    ...judgeBody(answer, expected, show),
    ...judgeJson(answer, expected, show),
  ];
}

function judgeStatus({ status }: Answer, expected: SmokeAssertions): Miss[] {
  const wanted = [expected.status].flat();
  return wanted.includes(status)
    ? []
    : [{ subject: "status", expected: `to be ${wanted.join(" or ")}`, came: String(status) }];
}

function judgeTime({ millis }: Answer, { withinMillis }: SmokeAssertions): Miss[] {
  if (withinMillis === undefined || millis <= withinMillis) return [];
  return [{ subject: "time", expected: `to be ${withinMillis} ms at most`, came: `${Math.round(millis)} ms` }];
}

function judgeHeader({ headers }: Answer, { header }: SmokeAssertions, show: Show): Miss[] {
  if (header === undefined) return [];
  const name = header.name.toLowerCase();
  const sent = Object.hasOwn(headers, name) ? headers[name] : undefined;
  const values = [sent ?? []].flat();
  if (values.some((value) => value.includes(header.contains))) return [];
  const came = SECRET_HEADERS.has(name) ? "something else" : `"${show(values.join(", "))}"`;
  return [
    {
      subject: `header ${show(header.name)}`,
      expected: `to contain "${show(header.contains)}"`,
      came: values.length === 0 ? "no such header" : came,
    },
  ];
}

function judgeBody({ text }: Answer, { bodyContains }: SmokeAssertions, show: Show): Miss[] {
  if (bodyContains === undefined || text.includes(bodyContains)) return [];
  const came = text === "" ? "an empty body" : `${text.length} characters: "${show(text)}"`;
  return [{ subject: "body", expected: `to contain "${show(bodyContains)}"`, came }];
}

function judgeJson({ text }: Answer, { json = [] }: SmokeAssertions, show: Show): Miss[] {
  if (json.length === 0) return [];
  const document = readJson(text);
  if (document === undefined) {
    return [{ subject: "body", expected: "to be JSON", came: `"${show(text)}"` }];
  }
  return json.flatMap(({ path, equals }) => {
    const value = find(document.value, path);
    if (isSame(value, equals)) return [];
    return [
      {
        subject: show(path),
        expected: `to be ${showValue(equals, show)}`,
        came: value === undefined ? "nothing" : showValue(value, show),
      },
    ];
  });
}

/** Reads a body as JSON; undefined where it is none. */
export function readJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

export type Picked = { kind: "value"; value: string | number | boolean } | { kind: "missing"; came: string };

/** Takes one value from an answer for later steps. */
export function pickValue(answer: Pick<Answer, "text">, path: string, show: Show): Picked {
  const document = readJson(answer.text);
  if (document === undefined) return { kind: "missing", came: "a body that is no JSON" };
  const value = find(document.value, path);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return { kind: "value", value };
  }
  return { kind: "missing", came: value === undefined ? "nothing" : showValue(value, show) };
}

function find(document: unknown, path: string): unknown {
  const parts = parsePath(path);
  return parts === null ? undefined : readPath(document, parts);
}

function isSame(left: unknown, right: unknown): boolean {
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return left === right;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every(
      (name) =>
        Object.hasOwn(right, name) &&
        isSame((left as Record<string, unknown>)[name], (right as Record<string, unknown>)[name]),
    )
  );
}

function showValue(value: unknown, show: Show): string {
  return value === undefined ? "nothing" : show(JSON.stringify(value));
}

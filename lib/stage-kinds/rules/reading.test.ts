import { describe, expect, it } from "vitest";
import { readJsonNumber, readPrometheus, type Reading } from "#lib/stage-kinds/rules/reading.ts";

/*
 * The shapes are those of https://prometheus.io/docs/prometheus/latest/querying/api/ (stable since Prometheus 2; infos
 * and histograms came later), written down as a server sends them. No Prometheus runs in this test.
 */
const vector = (...result: object[]) => ({ status: "success", data: { resultType: "vector", result } });
const sampleOf = (value: unknown) => ({ metric: {}, value: [1435781451.781, value] });

const number = (value: number): Reading => ({ kind: "number", value });
const nothing = expect.objectContaining({ kind: "nothing" }) as Reading;
const error = (why: RegExp | string): Reading => ({ kind: "error", why: expect.stringMatching(why) as string });

describe("an answer of Prometheus", () => {
  it.each<[string, object | string, Reading]>([
    ["a vector of one", vector({ metric: { __name__: "up", job: "node" }, value: [1435781451.781, "1"] }), number(1)],
    ["an aggregate", vector(sampleOf("0.034965034965034965")), number(0.034965034965034965)],
    ["a scalar", { status: "success", data: { resultType: "scalar", result: [1435781460.781, "42"] } }, number(42)],
    ["an exponent", vector(sampleOf("1.7976931348623157e+308")), number(1.7976931348623157e308)],
    ["a negative number", vector(sampleOf("-3.5")), number(-3.5)],
    ["warnings beside it", { ...vector(sampleOf("2")), warnings: ["slow"], infos: ["PromQL info: …"] }, number(2)],
    ["no samples", vector(), nothing],
    ["NaN", vector(sampleOf("NaN")), nothing],
    ["a division by zero", vector(sampleOf("+Inf")), nothing],
    ["minus infinity", vector(sampleOf("-Inf")), nothing],
    ["two series", vector(sampleOf("1"), sampleOf("2")), error("answers with 2 series")],
    [
      "a native histogram",
      vector({ metric: {}, histogram: [1435781451.781, { count: "60", sum: "33", buckets: [[0, "0", "1", "2"]] }] }),
      error("histogram"),
    ],
    [
      "a matrix",
      { status: "success", data: { resultType: "matrix", result: [{ metric: {}, values: [[1435781430.781, "1"]] }] } },
      error("answers with a matrix"),
    ],
    ["a text", { status: "success", data: { resultType: "string", result: [1435781451.781, "foo"] } }, error("string")],
    ["a number that is none", vector(sampleOf("12 apples")), error('"12 apples" is no number')],
    ["an empty value", vector(sampleOf("")), error("is no number")],
    ["a hexadecimal one", vector(sampleOf("0x10")), error("is no number")],
    ["a bare number", vector(sampleOf(3)), error("not one of Prometheus")],
    ["a sample of another shape", vector({ metric: {}, value: "1" }), error("not one of Prometheus")],
    ["a vector that is none", { status: "success", data: { resultType: "vector", result: 3 } }, error("not one of")],
    ["no data", { status: "success" }, error("not one of Prometheus")],
    ["other JSON", { ok: true }, error("not one of Prometheus")],
    ["a list", "[]", error("no JSON")],
    ["a page", "<html>Sign in</html>", error("no JSON")],
    ["nothing at all", "", error("no JSON")],
  ])("with %s", (_title, body, reading) => {
    expect(readPrometheus(200, typeof body === "string" ? body : JSON.stringify(body))).toEqual(reading);
  });

  it.each([
    [
      400,
      {
        status: "error",
        errorType: "bad_data",
        error: 'invalid parameter "query": 1:5: parse error: unexpected end of input',
      },
      "bad_data: invalid parameter",
    ],
    [
      422,
      { status: "error", errorType: "execution", error: "found duplicate series for the match group" },
      "execution:",
    ],
    [503, { status: "error", errorType: "timeout", error: "query timed out in expression evaluation" }, "timeout:"],
    [200, { status: "error", data: null }, "something else"],
    [502, "Bad Gateway", "answered 502"],
    [401, {}, "answered 401"],
    [302, "", "answered 302"],
  ])("a %i is an error", (status, body, why) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    expect(readPrometheus(status, text)).toEqual(error(why));
  });
});

describe("an answer of JSON", () => {
  const text = '{"data":{"rate":0.02,"text":"0.02","huge":1e999,"none":null,"list":[7],"yes":true,"minus":-1e300}}';

  it.each<[string, Reading]>([
    ["data.rate", number(0.02)],
    ["data.list[0]", number(7)],
    ["data.minus", number(-1e300)],
    ["data.none", nothing],
    ["data.huge", nothing],
    ["data.text", error("data.text is a text, not a number")],
    ["data.list", error("a list")],
    ["data.yes", error("true or false")],
    ["data", error("an object")],
    ["data.gone", error("there is no data.gone")],
    ["data..rate", error("is no path")],
  ])("%s", (path, reading) => expect(readJsonNumber(200, text, path)).toEqual(reading));

  it("is nothing where the answer is no success or no JSON", () => {
    expect(readJsonNumber(500, text, "data.rate")).toEqual(error("answered 500"));
    expect(readJsonNumber(200, "nope", "data.rate")).toEqual(error("no JSON"));
    expect(readJsonNumber(200, "12.5", "$")).toEqual(number(12.5));
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { choosePart, type Conditions, type FilePart } from "#lib/artifacts/rules/range.ts";

const file = { size: 100, etag: '"abc"', lastModified: new Date("2026-11-21T12:00:00.700Z") };
const SAME = "Sat, 21 Nov 2026 12:00:00 GMT";
const BEFORE = "Sat, 21 Nov 2026 11:59:59 GMT";
const whole: FilePart = { kind: "whole" };
const part = (start: number, end: number): FilePart => ({ kind: "part", start, end });
const unsatisfiable: FilePart = { kind: "unsatisfiable" };

describe("the part of a file that is asked for", () => {
  it.each<[string, FilePart]>([
    ["bytes=0-99", part(0, 99)],
    ["bytes=0-0", part(0, 0)],
    ["bytes=10-", part(10, 99)],
    ["bytes=99-", part(99, 99)],
    ["bytes=-1", part(99, 99)],
    ["bytes=-100", part(0, 99)],
    ["bytes=-1000", part(0, 99)],
    ["bytes=90-1000", part(90, 99)],
    ["Bytes = 5 - 6", part(5, 6)],
    // A client that has everything asks so.
    ["bytes=100-", unsatisfiable],
    ["bytes=200-300", unsatisfiable],
    ["bytes=-0", unsatisfiable],
    ["bytes=0-9,20-29", whole],
    ["bytes=9-5", whole],
    ["bytes=-", whole],
    ["bytes=a-b", whole],
    ["lines=1-2", whole],
    ["", whole],
  ])("%s", (range, expected) => {
    expect(choosePart(file, { range })).toEqual(expected);
  });

  it.each<[Conditions, FilePart["kind"]]>([
    [{ ifMatch: '"abc"' }, "whole"],
    [{ ifMatch: '"other", "abc"' }, "whole"],
    [{ ifMatch: "*" }, "whole"],
    [{ ifMatch: '"other"' }, "preconditionFailed"],
    [{ ifMatch: 'W/"abc"' }, "preconditionFailed"],
    [{ ifUnmodifiedSince: SAME }, "whole"],
    [{ ifUnmodifiedSince: BEFORE }, "preconditionFailed"],
    [{ ifUnmodifiedSince: "nonsense" }, "whole"],
    [{ ifNoneMatch: '"abc"' }, "notModified"],
    [{ ifNoneMatch: 'W/"abc"' }, "notModified"],
    [{ ifNoneMatch: "*" }, "notModified"],
    [{ ifNoneMatch: '"other"' }, "whole"],
    [{ ifModifiedSince: SAME }, "notModified"],
    [{ ifModifiedSince: BEFORE }, "whole"],
    // Where a tag is given the date does not count.
    [{ ifNoneMatch: '"other"', ifModifiedSince: SAME }, "whole"],
    [{ ifMatch: '"abc"', ifUnmodifiedSince: BEFORE }, "whole"],
    [{ ifNoneMatch: '"abc"', range: "bytes=0-1" }, "notModified"],
    [{ range: "bytes=0-1", ifRange: '"abc"' }, "part"],
    [{ range: "bytes=0-1", ifRange: '"other"' }, "whole"],
    [{ range: "bytes=0-1", ifRange: 'W/"abc"' }, "whole"],
    [{ range: "bytes=0-1", ifRange: SAME }, "part"],
    [{ range: "bytes=0-1", ifRange: BEFORE }, "whole"],
    [{ range: "bytes=100-", ifRange: '"other"' }, "whole"],
    [{ range: "bytes=0-1", ifMatch: '"other"' }, "preconditionFailed"],
  ])("%j: %s", (conditions, kind) => {
    expect(choosePart(file, conditions).kind).toBe(kind);
  });

  it("of an empty file is the whole or nothing", () => {
    const empty = { ...file, size: 0 };
    expect(choosePart(empty, {})).toEqual(whole);
    expect(choosePart(empty, { range: "bytes=0-" })).toEqual(unsatisfiable);
    expect(choosePart(empty, { range: "bytes=-5" })).toEqual(unsatisfiable);
  });

  it("lies inside the file, and the parts of a download that is cut anywhere make the whole", () => {
    const sizes = fc.integer({ min: 1, max: 1_000_000 });
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(), (size, cut, length) => {
        const at = cut % size;
        const rest = choosePart({ ...file, size }, { range: `bytes=${at}-` });
        expect(rest).toEqual(part(at, size - 1));
        const some = choosePart({ ...file, size }, { range: `bytes=${at}-${at + length}` });
        expect(some).toEqual(part(at, Math.min(size - 1, at + length)));
      }),
    );
  });

  it("is decided for whatever a client writes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const chosen = choosePart(file, { range: `bytes=${text}`, ifRange: text, ifNoneMatch: null });
        if (chosen.kind !== "part") return;
        expect(chosen.start).toBeGreaterThanOrEqual(0);
        expect(chosen.end).toBeLessThan(file.size);
        expect(chosen.start).toBeLessThanOrEqual(chosen.end);
      }),
    );
  });
});

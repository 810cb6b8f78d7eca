import { describe, expect, it } from "vitest";
import { z } from "zod";
import { decodeCursor, encodeCursor, toPage } from "#lib/kernel/page.ts";

const shape = z.tuple([z.string(), z.number()]);

describe("Cursors", () => {
  it("come back as they went out", () => {
    expect(decodeCursor(encodeCursor(["ü", 7]), shape)).toEqual(["ü", 7]);
    expect(decodeCursor(undefined, shape)).toBeNull();
  });

  it.each(["", "x", "e30", encodeCursor(["only one"]), encodeCursor([1, 2]), "%%%"])("refuse %j", (cursor) => {
    expect(() => decodeCursor(cursor, shape)).toThrow("cursor");
  });
});

describe("A page", () => {
  const rows = [{ id: 1 }, { id: 2 }, { id: 3 }];

  it("names the next one when there are more rows than fit", () => {
    const page = toPage(
      rows,
      2,
      (row) => row.id,
      (row) => [row.id],
    );
    expect(page).toEqual({ items: [1, 2], nextCursor: encodeCursor([2]) });
  });

  it("is the last one when all rows fit", () => {
    expect(
      toPage(
        rows,
        3,
        (row) => row.id,
        (row) => [row.id],
      ).nextCursor,
    ).toBeNull();
    expect(
      toPage(
        [],
        3,
        () => 0,
        () => [],
      ).nextCursor,
    ).toBeNull();
  });
});

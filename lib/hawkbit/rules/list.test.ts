import { describe, expect, it } from "vitest";
import { readList } from "#lib/hawkbit/rules/list.ts";

const read = (text: string) => readList(new URLSearchParams(text), ["id", "createdAt"]);

describe("a list", () => {
  it.each([
    ["", { offset: 0, limit: 50, sort: [], query: null }],
    ["offset=10&limit=20", { offset: 10, limit: 20 }],
    ["offset=-1&limit=0", { offset: 0, limit: 50 }],
    ["limit=100000", { limit: 500 }],
    ["limit=", { limit: 50 }],
    ["sort=id:DESC", { sort: [{ field: "id", isDescending: true }] }],
    ["sort=id%3ADESC", { sort: [{ field: "id", isDescending: true }] }],
    [
      "sort=CREATEDAT:asc,ID:Desc",
      {
        sort: [
          { field: "createdAt", isDescending: false },
          { field: "id", isDescending: true },
        ],
      },
    ],
    ["q=name%3D%3Da", { query: "name==a" }],
    ["q=%20", { query: null }],
  ])("asked for with %j", (text, expected) => {
    expect(read(text)).toMatchObject({ list: expected });
  });

  it.each([
    "sort=id",
    "sort=id:up",
    "sort=foo:ASC",
    "sort=id:ASC,",
    "limit=many",
    "offset=1.5",
    `sort=${"id:ASC,".repeat(20)}id:ASC`,
  ])("asked for with %j is refused", (text) => {
    expect(read(text)).toHaveProperty("fault");
  });
});

import { once } from "node:events";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { checkedStream, type ContentCheck } from "#lib/artifacts/blobs/checked.ts";

const trusting: ContentCheck = { update: () => undefined, end: () => Promise.resolve() };
const aSource = () => Readable.from([Buffer.from("ahoy, "), Buffer.from("sailor")], { objectMode: false });

describe("A content under a check", () => {
  it("passes whole where the check has nothing against it", async () => {
    expect(String(await buffer(checkedStream(aSource(), trusting)))).toBe("ahoy, sailor");
  });

  it("never shows its last piece where it has", async () => {
    const strict = { ...trusting, end: () => Promise.reject(new Error("Damaged.")) };
    const seen: string[] = [];
    const stream = checkedStream(aSource(), strict).on("data", (piece: Buffer) => seen.push(String(piece)));
    await expect(once(stream, "end")).rejects.toThrow("Damaged.");
    expect(seen).toEqual(["ahoy, "]);
  });

  it.each(["before it was read", "in the middle"])("closes its source when it is given up %s", async (when) => {
    const source = aSource();
    const stream = checkedStream(source, trusting);
    if (when === "in the middle") await once(stream, "readable");
    stream.destroy();
    await once(stream, "close");
    expect(source.destroyed).toBe(true);
  });
});

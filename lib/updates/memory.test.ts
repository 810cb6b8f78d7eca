import { expect, it } from "vitest";
import { UpdateMemory } from "#lib/updates/memory.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { UpdateWorld } from "#lib/testing/update-world.ts";

describeWithDatabase("What a gateway remembers of products", (getCtx) => {
  it("outlasts names that somebody makes up, which are remembered as well", async () => {
    const world = await UpdateWorld.with(getCtx(), "1.0.0");
    const memory = new UpdateMemory(getCtx().db, { isInStep: true }, 100);
    await memory.find(world.slug);
    for (let index = 0; index < 300; index++) expect(await memory.find(`made-up-${index}`)).toBeNull();
    expect(memory.recall("made-up-0")).toBeUndefined();
    expect(memory.recall("made-up-299")).toBeNull();
    expect(memory.recall(world.slug)).toMatchObject({ slug: world.slug });
    memory.forget([]);
    expect(memory.recall("made-up-299")).toBeUndefined();
    expect(memory.recall(world.slug)).toMatchObject({ slug: world.slug });
    memory.forget([world.productId]);
    expect(memory.recall(world.slug)).toBeUndefined();
  });
});

import { describe, expect, it } from "vitest";
import { currentContainer, leftoversOf, nextSwapStep, type ContainerState } from "#lib/agent/rules/swap.ts";
import type { Phase } from "#lib/agent/rules/work.ts";

function container(id: string, change: Partial<ContainerState> = {}): ContainerState {
  return { id, name: "app", isRunning: true, imageId: `image of ${id}`, labels: {}, networks: [], ...change };
}
const old = (change: Partial<ContainerState> = {}) => container("old", change);
const fresh = (change: Partial<ContainerState> = {}) =>
  container("new", { name: "app.slipway-new", isRunning: false, labels: { "slipway.action": "7" }, ...change });

function next(phase: Phase, containers: ContainerState[], networks: string[] = []) {
  const swap = { name: "app", old: { id: "old", wasRunning: true } };
  return nextSwapStep({ phase, actionId: 7, swap }, { containers, networks });
}

const aside = { name: "app.slipway-old", isRunning: false };
const inPlace = { name: "app" };

describe("On the way to the new container", () => {
  it.each<[string, Phase, ContainerState[], object]>([
    ["makes the new one while the old one runs", "preparing", [old()], { kind: "create", as: "app.slipway-new" }],
    [
      "removes what another action left",
      "preparing",
      [old(), fresh({ id: "x", labels: { "slipway.action": "6" } })],
      { kind: "remove", id: "x" },
    ],
    ["goes on where it was made", "preparing", [old(), fresh()], { kind: "turn", phase: "swapping" }],
    ["stops the old one first", "swapping", [old(), fresh()], { kind: "stop", id: "old" }],
    [
      "puts the old one aside",
      "swapping",
      [old({ isRunning: false }), fresh()],
      { kind: "rename", id: "old", to: "app.slipway-old" },
    ],
    ["gives the new one the name", "swapping", [old(aside), fresh()], { kind: "rename", id: "new", to: "app" }],
    ["starts it", "swapping", [old(aside), fresh(inPlace)], { kind: "start", id: "new" }],
    [
      "checks it once it runs",
      "swapping",
      [old(aside), fresh({ ...inPlace, isRunning: true })],
      { kind: "turn", phase: "checking" },
    ],
    [
      "stops the old one again that came back with the host",
      "checking",
      [old({ ...aside, isRunning: true }), fresh(inPlace)],
      { kind: "stop", id: "old" },
    ],
    ["does not check what somebody removed", "checking", [old(aside)], expect.objectContaining({ kind: "giveUp" })],
    ["starts a good one that the host stopped", "keeping", [old(aside), fresh(inPlace)], { kind: "start", id: "new" }],
    [
      "removes the old one at last",
      "keeping",
      [old(aside), fresh({ ...inPlace, isRunning: true })],
      { kind: "remove", id: "old" },
    ],
    ["is then done", "keeping", [fresh({ ...inPlace, isRunning: true })], { kind: "finish" }],
  ])("%s", (_name, phase, containers, step) => {
    expect(next(phase, containers)).toEqual(step);
  });

  it("connects all networks before anything is stopped", () => {
    const step = next("preparing", [old(), fresh({ networks: ["front"] })], ["front", "back"]);
    expect(step).toEqual({ kind: "connect", id: "new", network: "back" });
  });
});

describe("On the way back", () => {
  it.each<[string, ContainerState[], object]>([
    ["removes the new one first", [old(aside), fresh({ ...inPlace, isRunning: true })], { kind: "remove", id: "new" }],
    ["gives the old one its name", [old(aside)], { kind: "rename", id: "old", to: "app" }],
    ["starts it", [old({ isRunning: false })], { kind: "start", id: "old" }],
    ["is then done", [old()], { kind: "finish" }],
    ["keeps the new one where somebody removed the old one", [fresh(inPlace)], { kind: "finish" }],
  ])("%s", (_name, containers, step) => {
    expect(next("returning", containers)).toEqual(step);
  });
});

describe("The container of a product", () => {
  it("is the one that is not aside", () => {
    expect(currentContainer([old(aside), fresh(), container("x")], null)).toMatchObject({
      kind: "one",
      container: { id: "x" },
    });
  });
  it("is the one that the configuration names", () => {
    expect(currentContainer([container("x"), container("y", { name: "other" })], "other")).toMatchObject({
      container: { id: "y" },
    });
  });
  it("is unknown where several are labelled", () => {
    expect(currentContainer([container("x"), container("y", { name: "other" })], null)).toEqual({
      kind: "several",
      names: ["app", "other"],
    });
  });
});

describe("What an update has left behind", () => {
  const replacement = fresh({ ...inPlace, isRunning: true });
  it.each<[string, ContainerState[], string[]]>([
    ["is an old one beside what replaced it", [replacement, old(aside)], ["old"]],
    ["is a new one that never came into its place", [old(), fresh()], ["new"]],
    ["is not an old one that nothing has replaced", [fresh(inPlace), old(aside)], []],
    ["is not what runs", [replacement, old({ ...aside, isRunning: true })], []],
    ["is not what people named so", [container("x"), container("y", aside)], []],
  ])("%s", (_name, containers, ids) => {
    expect(leftoversOf(containers).map(({ id }) => id)).toEqual(ids);
  });
});

import { expect, it } from "vitest";
import { inTransaction } from "#lib/database/transaction.ts";
import { takeDeploymentFeedback, type DeploymentFeedback } from "#lib/hawkbit/ddi/take-feedback.ts";
import { feedbackBody } from "#lib/hawkbit/rules/feedback.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { FirmwareWorld } from "#lib/testing/firmware-world.ts";

describeWithDatabase("feedback of many devices at once", (getCtx) => {
  const world = async () => {
    const made = await FirmwareWorld.with(getCtx(), { devices: 3 });
    const rolloutId = await made.rollOut("1.0.0");
    const actions = await getCtx().db.deviceAction.findMany({ where: { rolloutId }, orderBy: { id: "asc" } });
    const say = (index: number, actionId: number, execution: string, finished = "none"): DeploymentFeedback => ({
      device: { id: actions[index]!.deviceId, name: `device ${index}` },
      actionId,
      feedback: feedbackBody.parse({ status: { execution, result: { finished }, details: [`it is ${execution}`] } }),
    });
    const take = (items: readonly DeploymentFeedback[]) =>
      inTransaction(getCtx(), (tx) => takeDeploymentFeedback(getCtx(), tx, items));
    return { made, rolloutId, ids: actions.map(({ id }) => id), say, take };
  };

  it("is taken in its order for each device, and refused for itself alone", async () => {
    const { made, rolloutId, ids, say, take } = await world();
    const [first, second, third] = ids as [number, number, number];
    const outcomes = await take([
      say(0, first, "proceeding"),
      say(1, first, "closed", "failure"), // Of another device.
      say(0, first, "closed", "success"),
      say(0, first, "closed", "failure"), // Has ended.
      say(1, second, "closed", "failure"),
      say(2, 2_147_483_647, "proceeding"), // Unknown.
      say(2, third, "download"),
    ]);
    expect(outcomes).toEqual(["taken", "unknown", "taken", "ended", "taken", "unknown", "taken"]);
    expect((await made.see(rolloutId)).counts).toMatchObject({ healthy: 1, failed: 1, updating: 1 });
    const entries = await getCtx().db.deviceActionEntry.findMany({
      where: { actionId: first },
      orderBy: { id: "asc" },
    });
    expect(entries.flatMap(({ messages }) => messages)).toEqual(["it is proceeding", "it is closed"]);
    const installed = await getCtx().db.device.findMany({
      where: { installedActionId: { in: ids } },
      select: { installedActionId: true, wantsAttributes: true },
    });
    expect(installed).toEqual([{ installedActionId: first, wantsAttributes: true }]);
    const event = await getCtx().db.event.findFirstOrThrow({ where: { rolloutId, type: "device_updated" } });
    expect(event.actor).toMatchObject({ kind: "device", name: "device 0" });
  });
});

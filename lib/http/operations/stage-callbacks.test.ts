import { expect, it } from "vitest";
import { receiveStageCallbackOperation } from "#lib/http/operations/stage-callbacks.ts";
import { makeCallbackToken } from "#lib/stage-kinds/callbacks/token.ts";
import { StageWorld } from "#lib/stage-kinds/testing/stage-world.ts";
import { webhookStage } from "#lib/stage-kinds/webhook.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { call, useAsRuntime } from "#lib/testing/http.ts";

describeWithDatabase("The callback of a stage over HTTP", (getCtx) => {
  it("takes its token from the header or the body, and answers bad input with a problem", async () => {
    useAsRuntime(getCtx());
    const config = { url: "https://example.com/hook", waitForCallback: true };
    const world = await StageWorld.with(getCtx(), { kind: "webhook", handler: webhookStage, config });
    const key = { machineId: world.machineId, stage: world.stage, direction: "run", round: 1 } as const;
    const token = makeCallbackToken(getCtx().config, key);
    const params = { deploymentId: world.context.deploymentId, stage: world.stage };
    const send = async (options: Parameters<typeof call>[1]) => {
      const response = await call(receiveStageCallbackOperation, { params, ...options });
      return { status: response.status, body: (await response.json()) as unknown };
    };

    const running = await send({ token, body: { status: "running", progress: 5 } });
    expect(running).toEqual({ status: 200, body: { status: "running" } });
    expect(receiveStageCallbackOperation.response.parse(running.body)).toEqual(running.body);
    expect(await send({ body: { token, status: "succeeded" } })).toMatchObject({ status: 200 });
    expect(await send({ token, body: { status: "failed" } })).toMatchObject({ status: 409 });

    expect(await send({ body: { status: "succeeded" } })).toMatchObject({ status: 401 });
    expect(await send({ token: `${token}x`, body: { status: "succeeded" } })).toMatchObject({ status: 401 });
    expect(await send({ token, body: { status: "fine" } })).toMatchObject({ status: 400 });
    expect(await send({ token, body: { status: "running", message: "\0" } })).toMatchObject({ status: 400 });
    expect(await send({ token, body: { status: "running" }, params: { ...params, deploymentId: "x" } })).toMatchObject({
      status: 400,
    });
  });
});

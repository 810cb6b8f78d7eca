import { beforeAll, expect, it } from "vitest";
import { createToken } from "#lib/access/create-token.ts";
import { createPolicyOperation, deletePolicyOperation, previewPolicyOperation } from "#lib/http/operations/policies.ts";
import { createRegistryOperation } from "#lib/http/operations/registries.ts";
import {
  createWebhookSourceOperation,
  getDeliveryOperation,
  listDeliveriesOperation,
  receiveGithubWebhookOperation,
  receiveRegistryWebhookOperation,
  receiveSourceWebhookOperation,
  replayDeliveryOperation,
} from "#lib/http/operations/webhooks.ts";
import { configured } from "#lib/intake/testing/deliver.ts";
import { readSample } from "#lib/intake/testing/read-sample.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { call, useAsRuntime } from "#lib/testing/http.ts";

describeWithDatabase("Webhooks over HTTP", (getCtx) => {
  let token = "";

  beforeAll(async () => {
    useAsRuntime(configured(getCtx(), { githubWebhookSecrets: ["acme-github-webhook-secret"] }));
    token = (await createToken(getCtx(), { name: "t", scopes: ["admin"] })).token;
  });

  const answerOf = async (response: Response) => (await response.json()) as Record<string, unknown>;

  it("answers 202 to what was read, byte for byte", async () => {
    const { body, headers } = readSample("ghcr-package");
    const response = await call(receiveGithubWebhookOperation, { body: body.toString("utf8"), headers });
    expect(response.status).toBe(202);
    const answer = await answerOf(response);
    expect(answer).toEqual({
      deliveryId: expect.any(String),
      status: "ignored",
      rollouts: [],
      reason: expect.any(String),
    });
    const params = { deliveryId: String(answer.deliveryId) };
    const delivery = await answerOf(await call(getDeliveryOperation, { token, params }));
    expect(delivery).toMatchObject({ authenticity: "signature", body: { text: body.toString("utf8") } });
    expect((await call(replayDeliveryOperation, { token, params })).status).toBe(202);
    expect((await call(replayDeliveryOperation, { params })).status).toBe(401);
  });

  it.each<[string, Parameters<typeof call>[1], number]>([
    ["no JSON", { body: "hello" }, 400],
    ["nothing", { body: "" }, 400],
    ["over a megabyte", { body: `"${"x".repeat(1_048_576)}"` }, 413],
    ["compressed", { body: "{}", headers: { "content-encoding": "gzip" } }, 415],
    ["an unknown shape", { body: { a: 1 } }, 202],
    ["another content type", { body: "{}", headers: { "content-type": "text/plain" } }, 202],
    ["a parameter that nobody knows", { body: {}, query: "?x=1" }, 202],
  ])("%s is answered %#", async (_, options, status) => {
    expect((await call(receiveRegistryWebhookOperation, options)).status).toBe(status);
  });

  it("refuses an unsigned call of GitHub without saying why", async () => {
    const response = await call(receiveGithubWebhookOperation, { body: {}, headers: { "x-github-event": "ping" } });
    expect(response.status).toBe(401);
    expect(await answerOf(response)).toMatchObject({ detail: "This delivery does not prove where it comes from." });
  });

  it("gives a sender an address of its own", async () => {
    const made = await answerOf(
      await call(createWebhookSourceOperation, { token, body: { name: "Quay", format: "quay" } }),
    );
    const params = { sourceToken: String(made.token) };
    const { body, headers } = readSample("quay");
    const sent = { body: body.toString("utf8"), headers };
    expect((await call(receiveSourceWebhookOperation, { ...sent, params })).status).toBe(202);
    expect((await call(receiveSourceWebhookOperation, { ...sent, params: { sourceToken: "slw_x" } })).status).toBe(401);
    const query = `?source=${String(made.id)}`;
    expect(await answerOf(await call(listDeliveriesOperation, { token, query }))).toMatchObject({
      items: [{ authenticity: "source", source: { name: "Quay" } }],
      nextCursor: null,
    });
  });

  it("answers an impossible policy with 422, bad input with 400, and a repeat of the key with the same policy", async () => {
    const post = (body: unknown, headers = {}) => call(createPolicyOperation, { token, body, headers });
    expect((await post({ name: "a", imagePattern: "a b" })).status).toBe(422);
    expect((await post({ name: "a", imagePattern: "a", maxFailureRate: 2 })).status).toBe(400);
    const key = { "idempotency-key": "policy-1" };
    const first = await post({ name: "b", imagePattern: "acme/*" }, key);
    const second = await post({ name: "b", imagePattern: "acme/*" }, key);
    expect([first.status, second.status]).toEqual([201, 201]);
    const policy = await answerOf(first);
    expect(await answerOf(second)).toEqual(policy);
    const params = { policyId: String(policy.id) };
    expect((await call(deletePolicyOperation, { token, params })).status).toBe(204);
    expect((await call(deletePolicyOperation, { token, params })).status).toBe(404);
    expect((await call(deletePolicyOperation, { token, params: { policyId: "x" } })).status).toBe(400);
    expect((await call(previewPolicyOperation, { token, body: { imagePattern: "acme/*" } })).status).toBe(200);
  });

  it("never shows a registry's password", async () => {
    const body = { host: "secret.example", username: "u", password: "geheim" };
    const response = await call(createRegistryOperation, { token, body });
    expect(response.status).toBe(201);
    expect(await response.text()).not.toContain("geheim");
  });
});

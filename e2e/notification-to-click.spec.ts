import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { registerFleet } from "./support/device.ts";
import { awaitStatus, makePolicy } from "./support/rollouts.ts";
import { expect, test } from "./support/test.ts";

interface Call {
  headers: IncomingHttpHeaders;
  body: string;
}

const calls: Call[] = [];
let receiver: Server;

test.beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => {
      calls.push({ headers: request.headers, body });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
});
test.afterAll(() => receiver.close());

test("what happens reaches a program, signed, and a person, who follows it by a click", async ({
  api,
  registry,
  adminPage: page,
}) => {
  let secret = "";
  let pausedSeq = 0;
  await test.step("a channel is added, and its secret shown once", async () => {
    await page.goto("/settings/notifications");
    await page.getByRole("button", { name: "Add a channel" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("radio", { name: /^Webhook/ }).check();
    await dialog.getByLabel("Name").fill("Ship's log");
    await dialog
      .getByLabel("Address", { exact: true })
      .fill(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`);
    await dialog.getByRole("button", { name: "Add the channel" }).click();
    secret = (await dialog.getByText(/^whsec_/).textContent()) ?? "";
    await dialog.getByRole("button", { name: "Done" }).click();
    await expect(page.getByRole("link", { name: "Ship's log" })).toBeVisible();
  });

  await test.step("a test arrives", async () => {
    await page.getByRole("button", { name: "Test", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Send a test" }).click();
    await expect(dialog.getByText("It arrived")).toBeVisible();
    await dialog.getByRole("button", { name: "Done" }).click();
    expect(calls).toHaveLength(1);
  });

  await test.step("a rule says what is told there", async () => {
    await page.getByRole("button", { name: "Add a rule" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Pauses");
    await dialog.getByLabel("Events").fill("rollout_paused,");
    await dialog.getByRole("button", { name: "Add the rule" }).click();
    await expect(page.getByRole("cell", { name: "Pauses", exact: true })).toBeVisible();
  });

  await registerFleet(api, "mast", 2);
  await makePolicy(api, {
    name: "Masts",
    imagePattern: `${registry.host}/acme/mast`,
    batches: [50, 100],
    deviceFilter: { fleets: ["mast"] },
  });
  const { rollouts } = await registry.push(api, "acme/mast", "1.0.0");
  const rolloutId = rollouts[0]!;
  await awaitStatus(api, rolloutId, "running");
  await page.getByRole("button", { name: /^Notifications/ }).click();
  await expect(page.getByRole("dialog", { name: "What happened" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  const pause = { method: "POST", path: `/api/v1/rollouts/${rolloutId}/pause`, body: { reason: "Fog" } } as const;
  await api.call(pause);

  await test.step("the program gets it once, signed, with the way back", async () => {
    await expect.poll(() => calls.length).toBe(2);
    const call = calls[1]!;
    const message = new Webhook(secret).verify(call.body, call.headers as Record<string, string>);
    expect(message).toMatchObject({
      type: "rollout_paused",
      data: { cause: "Fog", url: expect.stringContaining(`/rollouts/${rolloutId}`) },
    });
    pausedSeq = (message as { data: { seq: number } }).data.seq;
  });

  await test.step("the person sees that there is something new, and a click leads there", async () => {
    const bell = page.getByRole("button", { name: /^Notifications, \d+ new/ });
    await expect(bell).toBeVisible();
    await expect(page).toHaveTitle(/^\(\d+\+?\) /);
    await bell.click();
    const drawer = page.getByRole("dialog", { name: "What happened" });
    await expect(drawer.getByText("Fog").first()).toBeVisible();
    await drawer
      .getByRole("link", { name: /^Rollout #\d+ paused$/ })
      .first()
      .click();
    await expect(page).toHaveURL(new RegExp(`/rollouts/${rolloutId}`));
    // What other stories began may make news again; what was looked at stays read.
    const readSeq = async () => {
      const recent = await page.request.get("/api/notifications/recent");
      return ((await recent.json()) as { readSeq: number }).readSeq;
    };
    await expect.poll(readSeq, { message: "the last event that counts as read" }).toBeGreaterThanOrEqual(pausedSeq);
  });

  await test.step("the log of messages tells it, and sends it again under the same id", async () => {
    await page.goto("/settings/notifications");
    await page
      .getByRole("row", { name: /paused/ })
      .first()
      .click();
    await page.getByRole("dialog").getByRole("button", { name: "Send again" }).click();
    await expect.poll(() => calls.length).toBe(3);
    expect(calls[2]!.headers["webhook-id"]).toBe(calls[1]!.headers["webhook-id"]);
  });
});

import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { judgeGithub, judgeRegistry } from "#lib/intake/authenticity.ts";
import { readSample } from "#lib/intake/testing/read-sample.ts";

const SECRET = "acme-github-webhook-secret";
const github = ["ghcr-package", "ghcr-registry-package", "ghcr-untagged-manifest", "github-ping"];

function judge(name: string, change: (headers: Headers) => void = () => {}, secrets = [SECRET], body?: Buffer) {
  const sample = readSample(name);
  const headers = new Headers(sample.headers);
  change(headers);
  return judgeGithub({ headers, body: body ?? sample.body, secrets });
}

describe("GitHub", () => {
  test.each(github)("%s carries the right signature", (name) => expect(judge(name)).toBe("signature"));

  test("one byte changed is refused", () => {
    const body = Buffer.from(readSample("ghcr-package").body);
    body[10] = (body[10] ?? 0) ^ 1;
    expect(judge("ghcr-package", undefined, [SECRET], body)).toBe("failed");
  });

  test.each<[string, (headers: Headers) => void]>([
    ["no signature (only SHA-1 is left)", (headers) => headers.delete("x-hub-signature-256")],
    ["two signatures", (headers) => headers.append("x-hub-signature-256", headers.get("x-hub-signature-256") ?? "")],
    ["a signature without its prefix", (headers) => headers.set("x-hub-signature-256", "97e1eb3f")],
    ["an empty signature", (headers) => headers.set("x-hub-signature-256", "")],
    [
      "an Authorization instead",
      (headers) => {
        headers.delete("x-hub-signature-256");
        headers.set("authorization", SECRET);
      },
    ],
  ])("%s is refused", (_, change) => expect(judge("ghcr-package", change)).toBe("failed"));

  test("a second secret is good while secrets are being changed", () => {
    expect(judge("ghcr-package", undefined, ["another", SECRET])).toBe("signature");
    expect(judge("ghcr-package", undefined, ["another"])).toBe("failed");
  });

  test("without a secret nothing is proved, whatever is sent", () => {
    expect(judge("ghcr-package", undefined, [])).toBe("none");
  });
});

describe("registries", () => {
  const body = Buffer.from("{}");
  const signature = createHmac("sha256", "s").update(body).digest("hex");

  test.each<[string, Record<string, string>, string]>([
    ["our own signature", { "x-slipway-signature-256": `sha256=${signature}` }, "signature"],
    ["GitHub's name for it", { "x-hub-signature-256": `sha256=${signature}` }, "signature"],
    ["JFrog's signature", { "x-jfrog-event-auth": signature }, "signature"],
    ["the secret in JFrog's header", { "x-jfrog-event-auth": "s" }, "failed"],
    ["the secret as Authorization", { authorization: "s" }, "token"],
    ["the secret after Bearer", { authorization: "Bearer s" }, "token"],
    ["another Authorization", { authorization: "Bearer t" }, "failed"],
    ["a part of the secret", { authorization: "Bearer " }, "failed"],
    ["a wrong signature", { "x-slipway-signature-256": `sha256=${signature.replace(/./, "x")}` }, "failed"],
    ["nothing", {}, "failed"],
  ])("%s: %j is %s", (_, headers, answer) => {
    expect(judgeRegistry({ headers: new Headers(headers), body, secrets: ["s"] })).toBe(answer);
  });

  test.each([
    ["distribution-v1", "Bearer acme-registry-notification-token"],
    ["distribution-v1", "acme-registry-notification-token"],
    ["harbor-default", "acme-harbor-auth-header"],
    ["harbor-cloudevents", "acme-harbor-auth-header"],
    ["acr", "Bearer acme-acr-webhook-token"],
  ])("%s with the secret %s", (name, secret) => {
    const sample = readSample(name);
    expect(judgeRegistry({ ...sample, headers: new Headers(sample.headers), secrets: [secret] })).toBe("token");
  });

  test("JFrog's sample is signed", () => {
    const sample = readSample("jfrog");
    const evidence = { ...sample, headers: new Headers(sample.headers), secrets: ["acme-jfrog-webhook-secret"] };
    expect(judgeRegistry(evidence)).toBe("signature");
  });

  test("without a secret it is a hint", () => {
    expect(judgeRegistry({ headers: new Headers(), body, secrets: [] })).toBe("none");
  });
});

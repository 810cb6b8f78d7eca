import { beforeAll, expect, it } from "vitest";
import { createToken } from "#lib/access/create-token.ts";
import {
  exportTemplateOperation,
  importTemplateOperation,
  templateSchemaOperation,
} from "#lib/http/operations/templates.ts";
import { ensureBuiltInTemplates } from "#lib/templates/ensure-built-in.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { call, useAsRuntime } from "#lib/testing/http.ts";

describeWithDatabase("Templates over HTTP", (getCtx) => {
  let token = "";
  beforeAll(async () => {
    useAsRuntime(getCtx());
    await ensureBuiltInTemplates(getCtx());
    token = (await createToken(getCtx(), { name: "templates", scopes: ["operator"] })).token;
  });

  it("go out as a YAML file that names its schema, and come back", async () => {
    const sent = await call(exportTemplateOperation, { token, params: { templateId: "canary" } });
    expect(sent.status).toBe(200);
    expect(sent.headers.get("content-type")).toBe("application/yaml; charset=utf-8");
    expect(sent.headers.get("content-disposition")).toBe('attachment; filename="canary-v1.yaml"');
    const yaml = await sent.text();
    expect(yaml).toMatch(/^# yaml-language-server: \$schema=https?:\/\/.+\/api\/deployments\/templates\/schema\n/);
    const body = yaml.replace("slug: canary", "slug: canary-here");
    const headers = { "content-type": "application/yaml" };
    const taken = await call(importTemplateOperation, { token, body, headers });
    expect(await taken.json()).toMatchObject({ outcome: "created", template: { slug: "canary-here" } });
  });

  it("that are wrong are answered with each line and column", async () => {
    const refused = await call(importTemplateOperation, { token, body: "slipway: 1\nslug: a\nname: [", query: "" });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({
      code: "INVALID_INPUT",
      errors: [
        {
          line: 3,
          column: expect.any(Number) as unknown,
          message: expect.stringMatching(/^Line 3, column /) as unknown,
        },
      ],
    });
  });

  it("that are too large are refused before they are read", async () => {
    const refused = await call(importTemplateOperation, { token, body: "x".repeat(2_000_000) });
    expect(refused.status).toBe(413);
  });

  it("have a schema that anybody may read, as editors do", async () => {
    const schema = await call(templateSchemaOperation);
    expect(schema.headers.get("content-type")).toBe("application/schema+json");
    expect(await schema.json()).toMatchObject({ title: "Slipway deployment template" });
  });
});

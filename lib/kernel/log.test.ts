import { expect, it } from "vitest";
import { makeLogger } from "#lib/kernel/log.ts";

it("keeps secrets out of the log, wherever they stand", () => {
  let written = "";
  const log = makeLogger("info", { write: (line) => void (written += line) });
  log.info({
    token: "S3CRET",
    headers: { authorization: "S3CRET", cookie: "S3CRET" },
    request: { headers: { "set-cookie": "S3CRET", authorization: "S3CRET" } },
    user: { passwordHash: "S3CRET", name: "Ada" },
  });
  expect(written).not.toContain("S3CRET");
  expect(written).toContain("Ada");
});

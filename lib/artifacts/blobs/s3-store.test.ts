import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { S3Store } from "#lib/artifacts/blobs/s3-store.ts";
import { itKeepsContents, pieces } from "#lib/testing/blob-store-contract.ts";
import { findS3Server, S3Server } from "#lib/testing/s3-server.ts";

const found = await findS3Server();

describe.skipIf("missing" in found)(
  `Contents in a bucket${"missing" in found ? ` (skipped: ${found.missing})` : ""}`,
  () => {
    let server: S3Server;
    let store: S3Store;

    beforeAll(async () => {
      if ("missing" in found) return;
      server = await S3Server.start(found.program);
      store = new S3Store(server.settings);
    });
    afterAll(() => server.stop());

    itKeepsContents(() => store);

    it("are not lost while the service is away, and are told of as that", async () => {
      const id = randomUUID();
      const staged = await store.stage(pieces("kept before"), 1_000);
      await staged.keep();
      await store.pieces.append(id, 0, pieces("arrived "));
      await server.pause();
      const away = { code: "UNAVAILABLE", details: { retryAfterSeconds: 10 } };
      await expect(store.open(staged.sha256)).rejects.toMatchObject(away);
      await expect(store.stage(pieces("new"), 1_000)).rejects.toMatchObject(away);
      await expect(store.pieces.append(id, 8, pieces("lost"))).rejects.toMatchObject(away);
      await server.resume();
      expect(await store.sizeOf(staged.sha256)).toBe(11);
      await store.pieces.append(id, 8, pieces("after"));
      expect(await store.pieces.gather(id)).toMatchObject({ size: 13 });
    });
  },
);

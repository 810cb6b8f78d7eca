// A worker thread that hashes what several uploads bring, block by block. Started by side-hashing.ts.
import { createHash, type Hash } from "node:crypto";
import { parentPort } from "node:worker_threads";
import type { HashAnswer, HashQuestion } from "#lib/artifacts/blobs/side-hashing.ts";

const jobs = new Map<number, { sha1: Hash; md5: Hash }>();

parentPort?.on("message", (question: HashQuestion) => {
  const { id } = question;
  const job = jobs.get(id) ?? { sha1: createHash("sha1"), md5: createHash("md5") };
  jobs.set(id, job);
  if (question.kind === "update") {
    const bytes = new Uint8Array(question.block, 0, question.length);
    job.sha1.update(bytes);
    job.md5.update(bytes);
    answer({ kind: "updated", id });
    return;
  }
  jobs.delete(id);
  if (question.kind === "digest") {
    answer({ kind: "digested", id, sha1: job.sha1.digest("hex"), md5: job.md5.digest("hex") });
  }
});

function answer(message: HashAnswer): void {
  parentPort?.postMessage(message);
}

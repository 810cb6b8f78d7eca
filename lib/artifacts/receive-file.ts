import { Busboy, type BusboyFileStream, type BusboyInstance } from "@fastify/busboy";
import type { Readable } from "node:stream";
import type { StagedContent } from "#lib/artifacts/blobs/blob-store.ts";
import { openBlobStore } from "#lib/artifacts/blobs/open-store.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { invalidInput } from "#lib/kernel/input.ts";

/** A multipart form as it comes in. */
export interface UploadForm {
  contentType: string | null;
  openBody: () => Readable;
}

/** A form that has arrived whole: its fields, and its file beside the store. */
export interface Upload {
  fields: ReadonlyMap<string, string>;
  /** The name that the sender's own system gave it; empty where it gave none. */
  fileName: string;
  mimeType: string;
  content: StagedContent;
}

const FILE_FIELD = "file";
const LIMITS = {
  fields: 20,
  fieldSize: 4_096,
  fieldNameSize: 100,
  files: 1,
  parts: 30,
  headerPairs: 50,
  headerSize: 16_384,
};

/**
 * Streams a form's file to the disk and does `work` with it. Whatever `work` has not kept is gone afterwards. Throws
 * INVALID_INPUT for what is no such form or has no content, TOO_LARGE, and UNAVAILABLE where there is no room.
 */
export async function receiveFile<Result>(
  ctx: Context,
  form: UploadForm,
  work: (upload: Upload) => Promise<Result>,
): Promise<Result> {
  const upload = await stageForm(ctx, form);
  try {
    if (upload.content.size === 0) throw invalidInput({ path: FILE_FIELD, message: "The file is empty." });
    return await work(upload);
  } finally {
    await upload.content.discard();
  }
}

function stageForm(ctx: Context, { contentType, openBody }: UploadForm): Promise<Upload> {
  const parser = makeParser(contentType);
  const body = openBody();
  const fields = new Map<string, string>();
  let current: BusboyFileStream | null = null;
  let staging: Promise<Upload> | null = null;

  return new Promise((resolve, reject) => {
    let isOver = false;
    const end = (settle: () => void) => {
      if (isOver) return;
      isOver = true;
      // What happens to the body from here on is no error of this request any more.
      body.unpipe(parser);
      body.off("close", cutOff);
      body.on("error", ignore);
      parser.on("error", ignore);
      settle();
    };
    const fail = (error: unknown) =>
      end(() => {
        current?.destroy(asError(error));
        // Many senders read no answer before they have sent everything, so the rest is taken and dropped.
        body.resume();
        if (!staging) return reject(asError(error));
        // Only when nothing is written any more is the staged file gone for sure. What the store found wrong is the
        // first cause: a stream that it stopped reading ends in strange ways.
        staging.then(
          ({ content }) => content.discard().finally(() => reject(asError(error))),
          (cause: unknown) => reject(asError(cause)),
        );
      });
    const cutOff = () => {
      if (!body.readableEnded) fail(notAForm("The body ends in the middle."));
    };

    parser.on("field", (name, value, _isNameCut, isValueCut) => {
      if (isValueCut || fields.has(name)) fail(notAForm(`The field ${name} is too long, or stands there twice.`));
      fields.set(name, value);
    });
    parser.on("file", (name, stream, fileName, _encoding, mimeType) => {
      // What was already being read when the form was refused.
      if (isOver) return void stream.on("error", ignore).resume();
      current = stream;
      // It tells of a cut before anybody reads it, and without being destroyed by that.
      stream.on("error", (error) => fail(notAForm("The body ends in the middle.", error)));
      if (name !== FILE_FIELD) return fail(notAForm(`Send the file as the part "${FILE_FIELD}", not "${name}".`));
      const stagedContent = openBlobStore(ctx.config).stage(stream, ctx.config.fileSizeBytesMax);
      staging = stagedContent.then((content) => ({ fields, fileName, mimeType, content }));
      staging.catch(fail);
    });
    for (const limit of ["partsLimit", "filesLimit", "fieldsLimit"] as const) {
      parser.on(limit, () => fail(notAForm("The form has more parts than one file and a few fields.")));
    }
    parser.on("error", (error) => fail(notAForm("It cannot be read.", error)));
    parser.on("finish", () => {
      if (!staging) return fail(notAForm(`It has no part "${FILE_FIELD}".`));
      void staging.then((upload) => end(() => resolve(upload)), fail);
    });
    body.on("error", (error) => fail(notAForm("The body ends in the middle.", error)));
    body.on("close", cutOff);
    body.pipe(parser);
  });
}

function makeParser(contentType: string | null): BusboyInstance {
  if (contentType === null || !/^multipart\/form-data\s*;/i.test(contentType)) {
    throw new DomainError("UNSUPPORTED_MEDIA_TYPE", "Send the file as Content-Type: multipart/form-data.");
  }
  try {
    return new Busboy({
      headers: { "content-type": contentType },
      limits: LIMITS,
      // Some senders name no file: what counts is the part's own name.
      isPartAFile: (name, _type, fileName) => name === FILE_FIELD || fileName !== undefined,
    });
  } catch (error) {
    throw notAForm("Its Content-Type names no boundary.", error);
  }
}

function notAForm(sentence: string, cause?: unknown): DomainError {
  return new DomainError("INVALID_INPUT", `The form cannot be taken. ${sentence}`, {
    errors: [{ path: FILE_FIELD, message: sentence }],
    cause,
  });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function ignore(): void {
  // Told once already.
}

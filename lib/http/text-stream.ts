/** A body that is made piece by piece, only as fast as the client takes it; made no further once it has left. */
export function textStream(chunks: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const next = await chunks.next();
      if (next.done === true) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    cancel: async () => {
      await chunks.return(undefined);
    },
  });
}

/** Headers of a file that a browser saves under a name. */
export function attachment(fileName: string, mediaType: string): Record<string, string> {
  return {
    "content-type": mediaType,
    "content-disposition": `attachment; filename="${fileName}"`,
    "cache-control": "no-store",
  };
}

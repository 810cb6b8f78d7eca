import type { Call } from "#components/api-docs/request.ts";

export type Answer = {
  status: number;
  statusText: string;
  milliseconds: number;
  contentType: string;
  headers: [string, string][];
  text: string;
  /** The answer had no end, or too much of one: only its beginning is here. */
  isCut: boolean;
};

const READ_MAX_CHARS = 500_000;
/** A stream of events never ends by itself. */
const STREAM_READ_MS = 10_000;

/** Makes the call and reads the answer, whatever it is. Throws only when there is none. */
export async function send(call: Call, signal: AbortSignal): Promise<Answer> {
  const startedAt = performance.now();
  const stop = new AbortController();
  const response = await fetch(call.path, {
    method: call.method,
    headers: call.headers,
    body: call.body,
    // Whoever gives a token wants to act by it alone.
    credentials: call.headers.authorization ? "omit" : "same-origin",
    signal: AbortSignal.any([signal, stop.signal]),
  });
  const milliseconds = performance.now() - startedAt;
  const { text, isCut } = await readBeginning(response, stop);
  return {
    status: response.status,
    statusText: response.statusText,
    milliseconds,
    contentType: response.headers.get("content-type") ?? "",
    headers: [...response.headers],
    text,
    isCut,
  };
}

async function readBeginning(response: Response, stop: AbortController): Promise<{ text: string; isCut: boolean }> {
  if (!response.body) return { text: "", isCut: false };
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const timer = setTimeout(() => stop.abort(), STREAM_READ_MS);
  let text = "";
  try {
    while (text.length < READ_MAX_CHARS) {
      const { done, value } = await reader.read();
      if (done) return { text, isCut: false };
      text += value;
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
  }
  stop.abort();
  return { text, isCut: true };
}
